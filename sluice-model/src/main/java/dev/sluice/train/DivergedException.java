package dev.sluice.train;

import dev.sluice.model.Gradients;
import dev.sluice.model.Tensor;
import dev.sluice.optim.Clip;
import java.io.Serializable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Thrown when a loss or a gradient is no longer a finite number. The parameters are of no use. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What to change, within a sentence that is said with the words of its reader. */
  private record Advice(String before, @Nullable Remedy remedy, String value, String after)
      implements Serializable {
    static Advice none(String sentence) {
      return new Advice(sentence, null, "", "");
    }

    String said(Wording wording) {
      return before + (remedy == null ? "" : wording.of(remedy, value)) + after;
    }
  }

  private final String found;
  private final Advice advice;
  private final int epoch;
  private final int batch;

  private DivergedException(String found, Advice advice, int epoch, int batch) {
    super(found + advice.said(Wording.COMMAND_LINE));
    this.found = found;
    this.advice = advice;
    this.epoch = epoch;
    this.batch = batch;
  }

  /** The message with its advice in the words of a reader; {@code getMessage} names options. */
  public String sentence(Wording wording) {
    return found + advice.said(wording);
  }

  /**
   * The loss is {@code value}.
   *
   * @param layer the first one whose values are not finite; null where all are
   * @param gradients of the update before
   * @param norm theirs, before clipping; 0 where there was no update
   */
  static DivergedException ofLoss(
      double value,
      int epoch,
      int batch,
      @Nullable String layer,
      Gradients gradients,
      double norm,
      Trainer trainer) {
    String where =
        layer == null ? "." : ": %s gave the first values that are not finite.".formatted(layer);
    String cause = "";
    if (norm > 0) {
      cause = " " + largest(gradients);
      if (!(trainer.clip() instanceof Clip.None)) {
        cause += " The norm of the last gradient was %s before clipping.".formatted(brief(norm));
      }
    }
    return new DivergedException(
        "Loss became %s at epoch %s, batch %s%s%s "
            .formatted(brief(value), epoch, batch, where, cause),
        advice(trainer),
        epoch,
        batch);
  }

  /**
   * The loss is {@code value} before the first update, so no rate is to blame.
   *
   * @param layer the first one whose values are not finite; null where all are
   */
  static DivergedException atFirst(double value, @Nullable String layer) {
    return new DivergedException(
        "Loss is %s at the first batch, before any update: ".formatted(brief(value)),
        layer == null ? Advice.none("the initial values are too large.") : first(layer),
        1,
        1);
  }

  private static Advice first(String layer) {
    if (layer.contains("(recurrent ") || layer.contains("(bidirectional ")) {
      return new Advice(
          layer + " gives values that are not finite. ",
          Remedy.TRACE,
          "",
          " shows how its equations come to them.");
    }
    return Advice.none(
        layer
            + (layer.endsWith("(input)")
                ? " reads values that are not finite: look for them in the data."
                : " gives values that are not finite; its initial values are not right."));
  }

  /**
   * The norm of the gradients is not finite, though the loss is.
   *
   * @param gradients before clipping
   */
  static DivergedException ofGradient(int epoch, int batch, Gradients gradients, Trainer trainer) {
    return new DivergedException(
        "The gradient became too large at epoch %s, batch %s. %s "
            .formatted(epoch, batch, largest(gradients)),
        advice(trainer),
        epoch,
        batch);
  }

  /** The epoch in which it happened, from 1. */
  public int epoch() {
    return epoch;
  }

  /** The batch of that epoch, from 1. */
  public int batch() {
    return batch;
  }

  private static String largest(Gradients gradients) {
    String name = "";
    float largest = -1;
    for (Tensor tensor : gradients.tensors()) {
      for (float value : tensor.values()) {
        if (Float.compare(Math.abs(value), largest) > 0) { // NaN is above all
          largest = Math.abs(value);
          name = tensor.name();
        }
      }
    }
    return "Largest gradient: %s (%s).".formatted(name, brief(largest));
  }

  private static Advice advice(Trainer trainer) {
    return trainer.clip() instanceof Clip.None
        ? new Advice("Clipping is off; try ", Remedy.CLIP, "5", ".")
        : new Advice(
            "The rate may be too high; try ",
            Remedy.RATE,
            brief(trainer.optimizer().rate() / 4),
            ".");
  }

  /** {@code 8.1e4}; NaN and Infinity by name. */
  private static String brief(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    String[] parts = String.format(Locale.ROOT, "%.1e", value).split("e");
    return parts[0] + "e" + Integer.parseInt(parts[1]);
  }
}
