/** What the page asks of a cell that somebody types. */
@NullMarked
package dev.sluice.server.cells;

import org.jspecify.annotations.NullMarked;
