/**
 * Labels for sequences: {@code sluice train classify}.
 *
 * <p>{@link dev.sluice.cli.classify.ClassifyOptions} are what a training is, and are stored in the
 * model file; where the data are, is not.
 */
@NullMarked
package dev.sluice.cli.classify;

import org.jspecify.annotations.NullMarked;
