package dev.sluice.cli.text;

import dev.sluice.data.Tokens;
import dev.sluice.train.Progress;
import java.util.List;

/** Figures that several reports show. */
final class Figures {
  private Figures() {}

  /** The median speed of all epochs but the first, which warms up; of one alone, its own. */
  static double median(List<Double> speeds, Progress last) {
    List<Double> warm = speeds.size() > 1 ? speeds.subList(1, speeds.size()) : speeds;
    if (warm.isEmpty()) {
      return last.charactersPerSecond();
    }
    List<Double> sorted = warm.stream().sorted().toList();
    int n = sorted.size();
    return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
  }

  /** What one symbol is called. */
  static String symbol(Tokens tokens) {
    return switch (tokens) {
      case CHARACTERS -> "character";
      case WORDS -> "word";
      case BYTES -> "byte";
    };
  }
}
