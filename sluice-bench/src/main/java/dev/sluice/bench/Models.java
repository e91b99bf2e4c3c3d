package dev.sluice.bench;

import dev.sluice.cell.Cell;
import dev.sluice.data.Corpus;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The models that are measured. */
final class Models {
  private static final int LENGTH = 500_000;

  private Models() {}

  /** Embedding of 64, recurrent layers, linear layer: a model of characters. */
  static Model text(Cell cell, int vocabulary, int hidden, int layers) {
    List<Layer> all = new ArrayList<>();
    all.add(Layer.embedding(vocabulary, 64));
    for (int i = 0; i < layers; i++) {
      all.add(Layer.recurrent(cell, hidden));
    }
    all.add(Layer.linear(vocabulary));
    return Model.of(1, all);
  }

  /** Half a million random characters, some of them rare, as in any text. */
  static Corpus characters(int vocabulary) {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LENGTH; i++) {
      double r = random.nextDouble();
      text.append((char) (' ' + (int) (vocabulary * r * r)));
    }
    return Corpus.of(text.toString());
  }

  /** Operations in the products of one step of one row; an embedding is no product. */
  static double flop(Model model) {
    return model.parameters().tensors().stream()
        .filter(t -> t.shape().size() == 2 && !t.name().startsWith("embedding"))
        .mapToDouble(t -> 2.0 * t.values().length)
        .sum();
  }
}
