package dev.sluice.train;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batches;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.optim.Schedule;
import java.util.ArrayList;
import java.util.List;

/** What the tests of this package train. */
final class Trainings {
  private Trainings() {}

  static final int CLASSES = 26;

  static final int[] TEXT = Repeated.letters("thequickbrownfoxjumpsoverthelazydog");

  static final Batches TRAIN = new Repeated(TEXT, 5, 7, 4);

  static final Batches VALIDATION = new Repeated(TEXT, 2, 9, 3);

  static List<Layer> layers(String cell) {
    return layers(Cell.named(cell));
  }

  static List<Layer> layers(Cell cell) {
    return List.of(
        Layer.embedding(CLASSES, 6),
        Layer.recurrent(cell, 17),
        Layer.dropout(0.2),
        Layer.recurrent(cell, 8),
        Layer.linear(CLASSES));
  }

  static Trainer trainer(Model model) {
    return new Trainer(model, Loss.crossEntropy(), Optimizer.adamW(1e-2), Clip.norm(1))
        .withSchedule(Schedule.cosine(3))
        .withSeed(9);
  }

  /** Sequences of their own, all of one length, so that batches of one size weigh the same. */
  static Examples even(int count) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] symbols = {i % CLASSES, (3 * i + 1) % CLASSES, (7 * i + 2) % CLASSES};
      examples.add(new Example(new Example.Symbols(symbols), new Example.Label(i % 4)));
    }
    return Examples.of(examples);
  }

  static Model labels() {
    return Model.of(
        1,
        Layer.embedding(CLASSES, 6),
        Layer.recurrent(Cell.named("gru"), 9),
        Layer.last(),
        Layer.linear(4));
  }
}
