package dev.sluice.metric;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How well entities were found: one counts as found where its first word, its last and its kind are
 * right, as the CoNLL evaluation counts. Tags are {@code B-kind} for its first word, {@code I-kind}
 * for further ones, and anything else where there is none; an {@code I} that continues nothing of
 * its kind begins one.
 *
 * @param right how many were found
 * @param inTruth how many there are
 * @param said how many were said
 */
public record Entities(long right, long inTruth, long said) {

  /** Counts one sentence. */
  public static Entities of(List<String> truth, List<String> said) {
    Set<Entity> there = entities(truth);
    Set<Entity> found = entities(said);
    long right = found.stream().filter(there::contains).count();
    return new Entities(right, there.size(), found.size());
  }

  /** Those of two sets of sentences together. */
  public Entities plus(Entities other) {
    return new Entities(right + other.right, inTruth + other.inTruth, said + other.said);
  }

  /** The share of what was said that is right; NaN where nothing was said. */
  public double precision() {
    return (double) right / said;
  }

  /** The share of what there is that was found; NaN where there is nothing. */
  public double recall() {
    return (double) right / inTruth;
  }

  /** The harmonic mean of both; NaN where there is nothing and nothing was said. */
  public double f1() {
    return 2.0 * right / (inTruth + said);
  }

  private record Entity(int from, int to, String kind) {}

  private static Set<Entity> entities(List<String> tags) {
    Set<Entity> entities = new HashSet<>();
    int from = -1;
    String kind = "";
    for (int i = 0; i <= tags.size(); i++) {
      String tag = i < tags.size() ? tags.get(i) : "O";
      boolean inside = tag.startsWith("I-");
      boolean goesOn = from >= 0 && inside && tag.substring(2).equals(kind);
      if (from >= 0 && !goesOn) {
        entities.add(new Entity(from, i, kind));
        from = -1;
      }
      if (!goesOn && (inside || tag.startsWith("B-"))) {
        from = i;
        kind = tag.substring(2);
      }
    }
    return entities;
  }
}
