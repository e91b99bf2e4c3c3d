/**
 * {@code sluice cell …}: what a cell says, what follows from it, and whether that is right; and how
 * the options of any command change a cell ({@link dev.sluice.cli.cells.CellChanges}).
 */
@NullMarked
package dev.sluice.cli.cells;

import org.jspecify.annotations.NullMarked;
