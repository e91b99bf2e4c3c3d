/** The {@code sluice} command: {@link dev.sluice.cli.Main} finds the command that was typed. */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
