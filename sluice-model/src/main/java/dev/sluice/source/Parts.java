package dev.sluice.source;

import dev.sluice.cell.Noise;
import dev.sluice.data.Split;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Parts of some data; null where a share is 0.
 *
 * @param train what a model learns from
 * @param validation what its progress is judged by
 * @param test what is read once, at the end
 */
public record Parts<S extends Source>(S train, @Nullable S validation, @Nullable S test)
    implements AutoCloseable {

  /** The SHA-256 of what decides a training: of all but the test part. */
  public String digest() {
    Digest digest = new Digest();
    digest.add(train.digest());
    digest.add(validation == null ? "" : validation.digest());
    return digest.toString();
  }

  /** Closes what the parts hold open. */
  @Override
  public void close() {
    train.close();
    if (validation != null) {
      validation.close();
    }
    if (test != null) {
      test.close();
    }
  }

  /**
   * Divides at random, with the same shares of each group in each part as far as there are enough;
   * the first of each group is for training.
   *
   * @param rows what is divided
   * @param groups numbers of rows
   * @param part makes data of a name and some rows
   */
  static <R, S extends Source> Parts<S> of(
      String name,
      List<R> rows,
      Collection<List<Integer>> groups,
      Split split,
      long seed,
      BiFunction<String, List<R>, S> part) {
    int[] parts = new int[rows.size()];
    for (List<Integer> group : groups) {
      List<Integer> drawn = drawn(group, seed);
      int trained = Math.max(1, Math.round(drawn.size() * split.train() / 100f));
      int judged = Math.round(drawn.size() * (split.train() + split.validation()) / 100f);
      for (int i = trained; i < drawn.size(); i++) {
        parts[drawn.get(i)] = i < judged ? 1 : 2;
      }
    }
    return of(name, rows, parts, part);
  }

  /**
   * Divides so that each fold has its turn as the test part, with the same share of each group; the
   * rest is divided between training and validation as the split says.
   */
  static <R, S extends Source> Parts<S> of(
      String name,
      List<R> rows,
      Collection<List<Integer>> groups,
      Fold fold,
      Split split,
      long seed,
      BiFunction<String, List<R>, S> part) {
    int[] parts = new int[rows.size()];
    for (List<Integer> group : groups) {
      int seen = 0;
      List<Integer> drawn = drawn(group, seed);
      for (int i = 0; i < drawn.size(); i++) {
        boolean tested = i % fold.of() == fold.number() - 1;
        if (tested) {
          parts[drawn.get(i)] = 2;
          continue;
        }
        // Of those that are left, evenly spread: where the count due for validation rises.
        boolean judged = due(seen + 1, split) > due(seen, split);
        parts[drawn.get(i)] = judged ? 1 : 0;
        seen++;
      }
    }
    return of(name, rows, parts, part);
  }

  private static long due(int seen, Split split) {
    return (long) seen * split.validation() / Math.max(1, split.train() + split.validation());
  }

  private static List<Integer> drawn(List<Integer> group, long seed) {
    long key = Noise.fold(0, seed);
    return group.stream().sorted(Comparator.comparingLong(i -> Noise.fold(key, i))).toList();
  }

  private static <R, S extends Source> Parts<S> of(
      String name, List<R> rows, int[] parts, BiFunction<String, List<R>, S> part) {
    List<List<R>> chosen =
        List.of(chosen(rows, parts, 0), chosen(rows, parts, 1), chosen(rows, parts, 2));
    return new Parts<>(
        part.apply("the training part of " + name, chosen.get(0)),
        chosen.get(1).isEmpty()
            ? null
            : part.apply("the validation part of " + name, chosen.get(1)),
        chosen.get(2).isEmpty() ? null : part.apply("the test part of " + name, chosen.get(2)));
  }

  private static <R> List<R> chosen(List<R> rows, int[] parts, int wanted) {
    int[] numbers = IntStream.range(0, parts.length).filter(i -> parts[i] == wanted).toArray();
    if (rows instanceof OnDisk file) {
      return new DiskList.Some<>(rows, file, numbers);
    }
    return Arrays.stream(numbers).<R>mapToObj(rows::get).toList();
  }
}
