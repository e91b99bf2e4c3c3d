/** {@code sluice inspect}: questions about a model, answered in tables and plots. */
@NullMarked
package dev.sluice.cli.inspect;

import org.jspecify.annotations.NullMarked;
