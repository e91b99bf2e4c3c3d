package dev.sluice.bench;

import dev.sluice.loss.Loss;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.train.Trainer;
import dev.sluice.train.Training;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole update of a character model of two layers: reading the batch, embedding, cells, linear
 * layer, cross-entropy, all gradients, clipping, RMSProp.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseG1GC"})
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class TextModelBenchmark {
  private static final int VOCABULARY = 65;
  private static final int STEPS = 50;
  private static final int BATCH = 50;

  /** {@code mine} has a product on a product, a layer normalization and three states. */
  @Param({"lstm", "gru", "mine"})
  String cell;

  @Param("128")
  int hidden;

  @Param({"1", "2"})
  int threads;

  /** {@code auto}, {@code off} for plain loops, or a number of bits. */
  @Param("auto")
  String vector;

  /** Whether every name of the equations is recorded at each step, for who looks inside. */
  @Param("false")
  boolean watched;

  private double gflop;
  private Training training;

  @Setup
  public void prepare() {
    Cells.chooseVectors(vector);
    Model model = Models.text(Cells.of(cell), VOCABULARY, hidden, 2);
    gflop = 3 * STEPS * BATCH * Models.flop(model) / 1e9;
    training =
        new Trainer(
                watched ? model.watched() : model,
                Loss.crossEntropy(),
                Optimizer.rmsProp(2e-3, 0.95),
                Clip.value(5))
            .withThreads(threads)
            .start(
                Models.characters(VOCABULARY).train().batches(BATCH, STEPS),
                null,
                Integer.MAX_VALUE);
  }

  @TearDown
  public void close() {
    training.close();
  }

  @Benchmark
  public boolean update(Rates rates, Characters read) {
    rates.gflop += gflop;
    read.characters += STEPS * BATCH;
    return training.step();
  }
}
