package dev.sluice.cell;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the name that was probably meant. */
final class Nearest {
  private Nearest() {}

  /** Names looked at before giving up, so that hostile texts cost little. */
  private static final int MOST = 2000;

  /**
   * The candidate with the fewest slips (a letter more, less, other, or two exchanged), or null if
   * none is near: at most one slip in a short word, two in one of five letters or more.
   */
  static @Nullable String to(String word, Collection<String> candidates) {
    int allowed = word.length() < 5 ? 1 : 2;
    String best = null;
    int fewest = allowed + 1;
    int seen = 0;
    for (String candidate : candidates) {
      if (seen++ == MOST) {
        break;
      }
      if (Math.abs(candidate.length() - word.length()) <= allowed
          && (candidate.length() > 1 || word.length() > 1)) {
        int slips = slips(word, candidate);
        if (slips < fewest && slips < Math.max(word.length(), candidate.length())) {
          fewest = slips;
          best = candidate;
        }
      }
    }
    return best;
  }

  /** {@code " Did you mean 'h'?"}, or nothing. */
  static String hint(String word, Collection<String> candidates) {
    String nearest = to(word, candidates);
    return nearest == null ? "" : " Did you mean '" + nearest + "'?";
  }

  /** {@code " Did you mean 'h'?"}, or else the names there are. */
  static String hintOrList(String word, Collection<String> candidates, String there) {
    String hint = hint(word, candidates);
    if (!hint.isEmpty() || candidates.isEmpty()) {
      return hint;
    }
    List<String> few = candidates.stream().limit(12).toList();
    String more = candidates.size() > few.size() ? ", …" : ".";
    return " " + there + " " + String.join(", ", few) + more;
  }

  private static int slips(String a, String b) {
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(last[j - 1] + other, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] spare = before;
      before = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }
}
