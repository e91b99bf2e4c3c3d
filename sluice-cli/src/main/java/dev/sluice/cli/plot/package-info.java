/** Pictures of numbers, for a page or a paper. */
@NullMarked
package dev.sluice.cli.plot;

import org.jspecify.annotations.NullMarked;
