package dev.sluice.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows in memory.
 *
 * @param values {@code [row][column]}
 * @param words {@code [row][kind]}
 */
record RowsInMemory(List<String> moments, double[][] values, String[][] words) implements Rows {
  @Override
  public int count() {
    return values.length;
  }

  @Override
  public double value(int row, int column) {
    return values[row][column];
  }

  @Override
  public String word(int row, int kind) {
    return words[row][kind];
  }

  @Override
  public String moment(int row) {
    return moments.get(row);
  }

  /** Keeps each word once. */
  static final class Memory implements Keeper {
    private final List<String> moments = new ArrayList<>();
    private final List<double[]> values = new ArrayList<>();
    private final List<String[]> words = new ArrayList<>();
    private final Map<String, String> known = new HashMap<>();

    @Override
    public void add(String moment, double[] numbers, String[] texts) {
      moments.add(moment);
      values.add(numbers);
      for (int i = 0; i < texts.length; i++) {
        texts[i] = known.computeIfAbsent(texts[i], text -> text);
      }
      words.add(texts);
    }

    @Override
    public Rows rows() {
      return new RowsInMemory(
          moments, values.toArray(double[][]::new), words.toArray(String[][]::new));
    }
  }
}
