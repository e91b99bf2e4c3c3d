package dev.sluice.bench;

import dev.sluice.cell.Cell;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.train.Trainer;
import dev.sluice.train.Training;

/** A training step that can be repeated. */
sealed interface GrowthStep extends AutoCloseable {

  /** Forward and back, once. */
  void run();

  /** Billions of operations in its products. */
  double gflop();

  /** The bytes that it holds. */
  long bytes();

  @Override
  void close();

  /** One layer's kernel: forward, back, gradients of weights and input. */
  final class OfKernel implements GrowthStep {
    private final Sequence sequence;

    OfKernel(Cell cell, GrowthPoint p, int threads) {
      String size = "%dx%dx%d".formatted(p.steps(), p.batch(), p.hidden());
      sequence = new Sequence(cell, size, false, threads);
    }

    @Override
    public void run() {
      sequence.training();
    }

    @Override
    public double gflop() {
      return 3 * sequence.gflop;
    }

    @Override
    public long bytes() {
      return sequence.bytes();
    }

    @Override
    public void close() {
      sequence.close();
    }
  }

  /** An update of a character model. */
  final class OfModel implements GrowthStep {
    private static final int VOCABULARY = 65;

    private final Training training;
    private final double gflop;

    OfModel(Cell cell, GrowthPoint p, int threads) {
      Model model = Models.text(cell, VOCABULARY, p.hidden(), p.layers());
      gflop = 3.0 * p.steps() * p.batch() * Models.flop(model) / 1e9;
      training =
          new Trainer(model, Loss.crossEntropy(), Optimizer.sgd(1e-3), Clip.none())
              .withThreads(threads)
              .start(
                  Models.characters(VOCABULARY).train().batches(p.batch(), p.steps()),
                  null,
                  Integer.MAX_VALUE);
    }

    @Override
    public void run() {
      training.step();
    }

    @Override
    public double gflop() {
      return gflop;
    }

    @Override
    public long bytes() {
      return training.memory().total();
    }

    @Override
    public void close() {
      training.close();
    }
  }
}
