package dev.sluice.cli.reproduce;

import dev.sluice.cli.train.Measure;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a row shall reach.
 *
 * @param figure the key of the figure that is meant
 * @param measure what it is
 * @param value what its mean over all seeds shall reach; null for more than all that is trivial
 *     reaches
 * @param wanted whether it shall be reached; not where a failure is shown
 */
record Goal(String figure, Measure measure, @Nullable Double value, boolean wanted) {

  /** A value to reach. */
  static Goal of(String figure, Measure measure, double value) {
    return new Goal(figure, measure, value, true);
  }

  /** To be better than all that is trivial. */
  static Goal beyondTrivial(String figure, Measure measure) {
    return new Goal(figure, measure, null, true);
  }

  /** Nothing to reach: it stands there to be looked at. */
  static Goal none(String figure, Measure measure) {
    return new Goal(figure, measure, null, false);
  }

  /** Whether a mean reaches it. */
  boolean isReached(double mean, Collection<Double> trivial) {
    return value != null
        ? mean == value || measure.isBetter(mean, value)
        : !trivial.isEmpty() && trivial.stream().allMatch(other -> measure.isBetter(mean, other));
  }

  /** For a reader. */
  String text() {
    if (!wanted) {
      return "";
    }
    if (value == null) {
      return "better than these";
    }
    return String.format(
        Locale.ROOT, "%s %s", measure.isBetter(1, 0) ? "≥" : "≤", measure.text(value));
  }
}
