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

/**
 * Whether it matters how an LSTM is written: with other names, or with one matrix on {@code [h, x]}
 * instead of two. It should not, so run it with {@code -rounds 5 -versus notation=lstm}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseG1GC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class NotationBenchmark {
  @Param({"lstm", "renamed", "joined"})
  String notation;

  /** Steps, batch, hidden size. */
  @Param({"64x32x128", "64x32x512", "64x1x128"})
  String size;

  @Param({"1", "2"})
  int threads;

  private Sequence sequence;

  @Setup
  public void prepare() {
    sequence = new Sequence(Cells.of(notation), size, false, threads);
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

  @Benchmark
  public float[] training(Rates rates) {
    rates.gflop += 3 * sequence.gflop;
    return sequence.training();
  }
}
