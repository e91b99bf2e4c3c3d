/** {@code sluice explore}: cells and models in the browser. */
@NullMarked
package dev.sluice.cli.explore;

import org.jspecify.annotations.NullMarked;
