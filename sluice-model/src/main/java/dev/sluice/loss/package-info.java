/** What training makes small. A {@link dev.sluice.loss.Loss} judges one position at a time. */
@NullMarked
package dev.sluice.loss;

import org.jspecify.annotations.NullMarked;
