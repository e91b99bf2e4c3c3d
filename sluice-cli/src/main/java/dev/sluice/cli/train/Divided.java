package dev.sluice.cli.train;

import dev.sluice.data.Batches;
import dev.sluice.data.Examples;
import dev.sluice.source.Parts;
import dev.sluice.source.Source;
import java.util.Objects;
import java.util.function.Function;

/**
 * Data that were divided, as a model reads them: read once, and made into batches once, for all
 * models that learn from them.
 *
 * @param parts as files have them
 * @param train what is learned from
 * @param validation what progress is judged by
 * @param test what is kept for the end; where nothing is, the same as {@code validation}
 * @param learned batches of {@code train}
 * @param judged batches of {@code validation}
 */
public record Divided<S extends Source>(
    Parts<S> parts,
    Examples train,
    Examples validation,
    Examples test,
    Batches learned,
    Batches judged) {

  /**
   * Makes examples of all parts: what is wrong with those for the end is said before hours of work.
   *
   * @param reading how a model reads a part
   * @param batchSize rows of a batch
   */
  public static <S extends Source> Divided<S> of(
      Parts<S> parts, Function<S, Examples> reading, int batchSize) {
    Examples train = reading.apply(parts.train());
    Examples validation = reading.apply(Objects.requireNonNull(parts.validation()));
    S test = parts.test();
    return new Divided<>(
        parts,
        train,
        validation,
        test == null ? validation : reading.apply(test),
        train.batches(batchSize),
        validation.batches(batchSize));
  }

  /** {@link #test}, as files have it. */
  public S last() {
    S test = parts.test();
    return test == null ? Objects.requireNonNull(parts.validation()) : test;
  }

  /** Whether anything is kept for the end. */
  public boolean isTested() {
    return parts.test() != null;
  }

  /** How many are kept for the end. */
  int tested() {
    return isTested() ? test.count() : 0;
  }
}
