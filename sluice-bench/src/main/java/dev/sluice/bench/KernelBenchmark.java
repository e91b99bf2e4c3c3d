package dev.sluice.bench;

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

/** One layer of each cell, at the sizes at which its peers were measured. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseG1GC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
  @Param({"lstm", "gru", "elman", "lstm-peephole", "lstm-layernorm", "gru-v3", "mingru"})
  String cell;

  /** Steps, batch, hidden size. */
  @Param({
    "64x32x128",
    "64x32x256",
    "64x32x512",
    "64x64x1024",
    "50x50x128",
    "128x16x64",
    "64x1x128",
    "64x1x512"
  })
  String size;

  @Param({"1", "2"})
  int threads;

  /** {@code full}, or {@code ragged} for rows of 1 to all steps. */
  @Param("full")
  String lengths;

  /** {@code auto}, {@code off} for plain loops, or a number of bits. */
  @Param("auto")
  String vector;

  private Sequence sequence;

  @Setup
  public void prepare() {
    Cells.chooseVectors(vector);
    sequence = new Sequence(Cells.of(cell), size, lengths.equals("ragged"), threads);
  }

  @TearDown
  public void close() {
    sequence.close();
  }

  @Benchmark
  public float[] forward(Rates rates) {
    rates.gflop += sequence.gflop;
    return sequence.forward();
  }

  /** Forward, backward, gradients of the weights and of the input. */
  @Benchmark
  public float[] training(Rates rates) {
    rates.gflop += 3 * sequence.gflop;
    return sequence.training();
  }
}
