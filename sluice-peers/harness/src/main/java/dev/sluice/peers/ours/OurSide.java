package dev.sluice.peers.ours;

import dev.sluice.bench.FmaLoop;
import dev.sluice.cell.Cell;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Tensor;
import dev.sluice.peers.talk.Server;
import dev.sluice.peers.work.Side;
import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Trial;
import dev.sluice.peers.work.Work;
import dev.sluice.stream.Session;
import java.util.Map;

/** Ourselves. */
public final class OurSide implements Side {
  /** Answers commands until there are no more. */
  public static void main(String[] arguments) throws Exception {
    Server.serve(new OurSide());
  }

  @Override
  public String version() {
    return "Sluice, JDK " + Runtime.version().feature();
  }

  @Override
  public Work prepare(Task task, int threads) {
    return switch (task) {
      case Task.Layer layer -> new OneLayer(layer, threads);
      case Task.Live live -> new OneStep(live, threads);
      case Task.Text _ -> new OurText(threads);
      case Task.Limit _ -> new Limit(threads);
    };
  }

  private static final class OneLayer implements Work {
    private final OurKernels kernels;
    private final boolean forward;

    OneLayer(Task.Layer task, int threads) {
      kernels = new OurKernels(Trial.of(task), threads);
      forward = task.pass() == Task.Pass.FORWARD;
    }

    @Override
    public Map<String, float[]> answer() {
      return kernels.answer();
    }

    @Override
    public void run() {
      if (forward) {
        kernels.forward();
      } else {
        kernels.training();
      }
    }

    @Override
    public void close() {
      kernels.close();
    }
  }

  private static final class OneStep implements Work {
    /** From this size on, threads that share a step are faster than one. */
    private static final int LARGE = 256;

    private final Workers workers;
    private final Session session;
    private int symbol;

    OneStep(Task.Live task, int threads) {
      Model model =
          Model.of(
              1,
              Layer.embedding(Task.Live.VOCABULARY, task.hidden()),
              Layer.recurrent(Cell.named("lstm"), task.hidden()));
      Trial trial = Trial.of(task);
      for (Tensor tensor : model.parameters().tensors()) {
        String name = tensor.name().replaceFirst(".*\\.", "");
        float[] values = trial.layers().getFirst().parameters().getOrDefault(name, trial.x());
        System.arraycopy(values, 0, tensor.values(), 0, values.length);
      }
      model.parameters().changed();
      workers = new Workers(task.hidden() < LARGE ? 1 : threads);
      session = Session.of(model, workers);
    }

    @Override
    public Map<String, float[]> answer() {
      float[] output = {};
      for (symbol = 0; symbol < Task.Live.READ; symbol++) {
        output = session.step(symbol);
      }
      return Map.of("output", output.clone());
    }

    @Override
    public void run() {
      symbol = (symbol + 7) % Task.Live.VOCABULARY;
      session.step(symbol);
    }

    @Override
    public void close() {
      workers.close();
    }
  }

  private static final class Limit implements Work {
    private final FmaLoop loop;

    Limit(int threads) {
      loop = new FmaLoop(threads);
    }

    @Override
    public Map<String, float[]> answer() {
      return Map.of();
    }

    @Override
    public void run() {
      loop.run();
    }

    @Override
    public double gflop(Task task) {
      return loop.gflop();
    }

    @Override
    public void close() {
      loop.close();
    }
  }
}
