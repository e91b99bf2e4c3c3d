package dev.sluice.peers.work;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batches;
import dev.sluice.data.Corpus;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import java.util.SplittableRandom;

/** What a character model reads, and how it begins. */
public final class TextTrial {
  /** Different characters. */
  public static final int VOCABULARY = 65;

  /** Of each character's vector. */
  public static final int EMBEDDED = 64;

  /** Of each of the two recurrent layers. */
  public static final int HIDDEN = 128;

  /** Of one update. */
  public static final int STEPS = 50;

  /** Rows that are read side by side. */
  public static final int BATCH = 50;

  /** RMSProp's rate. */
  public static final double RATE = 2e-3;

  /** RMSProp's share of the old. */
  public static final double DECAY = 0.95;

  /** Updates whose losses and gradients are compared. */
  public static final int COMPARED = 5;

  private static final int LENGTH = 500_000;

  private TextTrial() {}

  /** The model before the first update. */
  public static Model model() {
    return Model.of(
        1,
        Layer.embedding(VOCABULARY, EMBEDDED),
        Layer.recurrent(Cell.named("lstm"), HIDDEN),
        Layer.recurrent(Cell.named("lstm"), HIDDEN),
        Layer.linear(VOCABULARY));
  }

  /** Random characters, some of them rare, as in any text. */
  public static Batches batches() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      double r = random.nextDouble();
      text.append((char) (' ' + (int) (VOCABULARY * r * r)));
    }
    return Corpus.of(text.toString()).train().batches(BATCH, STEPS);
  }
}
