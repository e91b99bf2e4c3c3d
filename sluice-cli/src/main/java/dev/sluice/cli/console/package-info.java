/**
 * What all commands share: a command written as a record ({@link
 * dev.sluice.cli.console.RecordCommand}), where it writes ({@link dev.sluice.cli.console.Console}),
 * and how it fails ({@link dev.sluice.cli.console.Answer}).
 */
@NullMarked
package dev.sluice.cli.console;

import org.jspecify.annotations.NullMarked;
