package dev.sluice.metric;

import java.util.List;
import java.util.Locale;

/**
 * How often each label was said for each: what accuracy, recall, precision and F1 are made of.
 *
 * @param labels the labels, in order
 * @param counts {@code [label in truth, label that was said]}
 */
public record Confusion(List<String> labels, long[][] counts) {

  /** Counts. */
  public static Confusion of(List<String> labels, int[] truth, int[] said) {
    long[][] counts = new long[labels.size()][labels.size()];
    for (int i = 0; i < truth.length; i++) {
      counts[truth[i]][said[i]]++;
    }
    return new Confusion(List.copyOf(labels), counts);
  }

  /** How many were judged. */
  public long total() {
    long total = 0;
    for (int label = 0; label < counts.length; label++) {
      total += inTruth(label);
    }
    return total;
  }

  /** How many have a label in truth. */
  public long inTruth(int label) {
    long sum = 0;
    for (long count : counts[label]) {
      sum += count;
    }
    return sum;
  }

  /** Of how many it was said. */
  public long said(int label) {
    long sum = 0;
    for (long[] row : counts) {
      sum += row[label];
    }
    return sum;
  }

  /** The share that was right; NaN of none. */
  public double accuracy() {
    long right = 0;
    for (int label = 0; label < counts.length; label++) {
      right += counts[label][label];
    }
    return (double) right / total();
  }

  /** The share of those with a label of which it was said; NaN where there are none. */
  public double recall(int label) {
    return (double) counts[label][label] / inTruth(label);
  }

  /** The share of those of which a label was said that have it; NaN where it was never said. */
  public double precision(int label) {
    return (double) counts[label][label] / said(label);
  }

  /**
   * The harmonic mean of precision and recall, {@code 2·right / (in truth + said)}; NaN where there
   * are none and it was never said.
   */
  public double f1(int label) {
    return 2.0 * counts[label][label] / (inTruth(label) + said(label));
  }

  /** The mean of recall over the labels that occur: each counts alike, however rare. */
  public double macroRecall() {
    return macro(this::recall);
  }

  /** The mean of F1 over the labels that occur: each counts alike, however rare. */
  public double macroF1() {
    return macro(this::f1);
  }

  private interface OfLabel {
    double of(int label);
  }

  private double macro(OfLabel figure) {
    double sum = 0;
    int occurring = 0;
    for (int label = 0; label < counts.length; label++) {
      if (inTruth(label) > 0) {
        sum += figure.of(label);
        occurring++;
      }
    }
    return sum / occurring;
  }

  /** A table: a line for each label in truth, a column for each that was said. */
  @Override
  public String toString() {
    int width = Math.max(6, labels.stream().mapToInt(String::length).max().orElse(0));
    StringBuilder table = new StringBuilder(" ".repeat(width));
    labels.forEach(label -> table.append(String.format(Locale.ROOT, " %" + width + "s", label)));
    for (int i = 0; i < counts.length; i++) {
      table.append(String.format(Locale.ROOT, "%n%-" + width + "s", labels.get(i)));
      for (long count : counts[i]) {
        table.append(String.format(Locale.ROOT, " %," + width + "d", count));
      }
    }
    return table.toString();
  }
}
