/** Pictures of a cell for people: its equations as LaTeX. */
@NullMarked
package dev.sluice.cell.picture;

import org.jspecify.annotations.NullMarked;
