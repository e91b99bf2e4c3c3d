/** {@code sluice cell …}: what a cell says, what follows from it, and whether that is right. */
@NullMarked
package dev.sluice.cli.cells;

import org.jspecify.annotations.NullMarked;
