package dev.sluice.bench;

import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import dev.sluice.stream.Session;
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
 * How long a live stream waits for the answer to one character. {@code -bm sample} shows how evenly
 * it waits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseG1GC"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class SessionBenchmark {
  private static final int VOCABULARY = 65;

  @Param({"lstm", "gru", "mine"})
  String cell;

  @Param({"128", "512", "1024"})
  int hidden;

  /** {@code auto}, {@code off} for plain loops, or a number of bits. */
  @Param("auto")
  String vector;

  /** Threads that share each step. */
  @Param("1")
  int workers;

  private double gflop;
  private Workers shared;
  private Session session;
  private int symbol;

  @Setup
  public void prepare() {
    Cells.chooseVectors(vector);
    Model model = Models.text(Cells.of(cell), VOCABULARY, hidden, 1);
    gflop = Models.flop(model) / 1e9;
    shared = new Workers(workers);
    session = Session.of(model, shared);
  }

  @TearDown
  public void end() {
    shared.close();
  }

  @Benchmark
  public float[] step(Rates rates) {
    rates.gflop += gflop;
    symbol = (symbol + 7) % VOCABULARY;
    return session.step(symbol);
  }
}
