/** What all commands that train have in common: options of models and of learning. */
@NullMarked
package dev.sluice.cli.train;

import org.jspecify.annotations.NullMarked;
