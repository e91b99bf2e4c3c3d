package dev.sluice.peers.talk;

import com.sun.management.ThreadMXBean;
import dev.sluice.peers.work.Side;
import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A system's end of the line: obeys one {@link Command} after the other. */
public final class Server {
  /** Of so many runs the last times are remembered. */
  private static final int REMEMBERED = 1 << 16;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final CompilationMXBean COMPILERS = ManagementFactory.getCompilationMXBean();

  private final Side side;
  private final long[] times = new long[REMEMBERED];
  private @Nullable Work work;

  private Server(Side side) {
    this.side = side;
  }

  /** Answers on standard output, which nothing else shall use, until the line ends. */
  public static void serve(Side side) throws IOException {
    PrintStream replies = System.out;
    System.setOut(System.err);
    Server server = new Server(side);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      replies.println(Wire.line(server.answer(Wire.command(line))));
      replies.flush();
    }
    System.exit(0);
  }

  private Reply answer(Command command) {
    try {
      return switch (command) {
        case Command.Prepare(String task, int threads, String answers) ->
            prepare(Task.named(task), threads, Path.of(answers));
        case Command.Measure(double seconds) ->
            measure(Objects.requireNonNull(work, "Nothing is prepared."), seconds);
        case Command.End() -> end();
      };
    } catch (Exception | LinkageError | AssertionError | OutOfMemoryError e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      return new Reply.Failed(reason(e), trace.toString());
    }
  }

  private Reply prepare(Task task, int threads, Path answers) throws IOException {
    Work prepared = side.prepare(task, threads);
    work = prepared;
    Answers.write(answers, prepared.answer());
    return new Reply.Ready(side.version(), prepared.gflop(task));
  }

  private Reply measure(Work work, double seconds) {
    long compiling = COMPILERS.getTotalCompilationTime();
    // Asking costs bytes itself, the same number each time.
    long asking = THREADS.getTotalThreadAllocatedBytes();
    long bytes = THREADS.getTotalThreadAllocatedBytes();
    asking = bytes - asking;
    int runs = 0;
    long start = System.nanoTime();
    long last = start;
    long end = start + (long) (seconds * 1e9);
    do {
      work.run();
      long now = System.nanoTime();
      times[runs++ % REMEMBERED] = now - last;
      last = now;
    } while (last < end);
    bytes = Math.max(0, THREADS.getTotalThreadAllocatedBytes() - bytes - asking);
    compiling = COMPILERS.getTotalCompilationTime() - compiling;
    long[] sorted = Arrays.copyOf(times, Math.min(runs, REMEMBERED));
    Arrays.sort(sorted);
    double p50 = 1e-9 * sorted[sorted.length / 2];
    double p99 = 1e-9 * sorted[sorted.length * 99 / 100];
    return new Reply.Slice(runs, 1e-9 * (last - start), 1e-3 * compiling, p50, p99, bytes);
  }

  private Reply end() throws IOException {
    Work done = work;
    work = null;
    if (done != null) {
      done.close();
    }
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return new Reply.Ended(0);
    }
    try (Stream<String> lines = Files.lines(status)) {
      return new Reply.Ended(
          lines
              .filter(line -> line.startsWith("VmHWM:"))
              .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
              .findFirst()
              .orElse(0));
    }
  }

  /** The message of an exception and of what caused it. */
  private static String reason(Throwable e) {
    return Stream.<Throwable>iterate(e, t -> t != null, Throwable::getCause)
        .map(t -> t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage())
        .distinct()
        .collect(Collectors.joining("; "));
  }
}
