package dev.sluice.train;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a training is. Losses are means per target: for a text, nats per character.
 *
 * @param epoch from 1
 * @param epochs planned
 * @param batch how many batches of this epoch are done
 * @param batches in an epoch
 * @param update how many updates are done, over all epochs
 * @param updates planned, over all epochs
 * @param characters targets learned in this epoch so far
 * @param loss the mean over this epoch so far, each batch before the update that it caused
 * @param validation the loss on the validation data when last evaluated; null before
 * @param best the lowest validation loss so far; null before
 * @param bestEpoch when that was, in epochs: 3 at the end of the third, 2.25 within it; null before
 * @param rate the rate of the last update
 * @param gradientNorm the norm of the last gradient, before clipping
 * @param charactersPerSecond targets learned per second in this epoch, evaluation excluded
 */
public record Progress(
    int epoch,
    int epochs,
    int batch,
    int batches,
    long update,
    long updates,
    long characters,
    double loss,
    @Nullable Double validation,
    @Nullable Double best,
    @Nullable Double bestEpoch,
    double rate,
    double gradientNorm,
    double charactersPerSecond) {

  /** How far it is in epochs: 3 at the end of the third, 2.25 within it. */
  public double inEpochs() {
    return epoch - 1 + (double) batch / batches;
  }

  /** How long the rest will take at this epoch's speed, evaluation excluded; NaN where unknown. */
  public double secondsLeft() {
    double charactersLeft = (double) (updates - update) * characters / batch;
    return charactersPerSecond == 0 ? Double.NaN : charactersLeft / charactersPerSecond;
  }

  /** One line for people. */
  @Override
  public String toString() {
    String within =
        batch < batches ? String.format(Locale.ROOT, ", batch %,d/%,d", batch, batches) : "";
    String judged =
        validation == null ? "" : String.format(Locale.ROOT, ", validation %.4f", validation);
    return String.format(
        Locale.ROOT,
        "epoch %s/%s%s: loss %.4f%s, %,.0f targets/s",
        epoch,
        epochs,
        within,
        loss,
        judged,
        charactersPerSecond);
  }
}
