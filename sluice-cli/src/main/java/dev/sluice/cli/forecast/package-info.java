/** Commands that learn and tell what a series will be. */
@NullMarked
package dev.sluice.cli.forecast;

import org.jspecify.annotations.NullMarked;
