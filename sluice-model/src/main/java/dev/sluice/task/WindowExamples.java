package dev.sluice.task;

import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Windows of series as examples, each made when it is needed.
 *
 * @param ends how many there are up to the end of each of {@code all}
 */
record WindowExamples(List<ForecastWindows> all, int[] ends) implements Examples {
  static WindowExamples of(List<ForecastWindows> all) {
    int[] ends = all.stream().mapToInt(ForecastWindows::count).toArray();
    Arrays.parallelPrefix(ends, Math::addExact);
    return new WindowExamples(all, ends);
  }

  @Override
  public int count() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  /** Which of {@code all} has an example. */
  private int series(int index) {
    Objects.checkIndex(index, count());
    int found = Arrays.binarySearch(ends, index + 1);
    return found < 0 ? -found - 1 : found;
  }

  private int within(int series, int index) {
    return index - (series == 0 ? 0 : ends[series - 1]);
  }

  @Override
  public Example get(int index) {
    int series = series(index);
    return all.get(series).example(within(series, index));
  }

  @Override
  public int steps(int index) {
    int series = series(index);
    return all.get(series).steps(within(series, index));
  }
}
