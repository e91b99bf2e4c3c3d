/**
 * Texts: {@code sluice train text}, {@code sample} and {@code evaluate}.
 *
 * <p>{@link dev.sluice.cli.text.TextOptions} are what a training is, and are stored in the model
 * file; {@link dev.sluice.cli.train.RunOptions} are how it is run here and now, and are not.
 */
@NullMarked
package dev.sluice.cli.text;

import org.jspecify.annotations.NullMarked;
