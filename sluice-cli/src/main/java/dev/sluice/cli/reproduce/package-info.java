/** The command that trains on the data sets that everybody knows, and tells what came of it. */
@NullMarked
package dev.sluice.cli.reproduce;

import org.jspecify.annotations.NullMarked;
