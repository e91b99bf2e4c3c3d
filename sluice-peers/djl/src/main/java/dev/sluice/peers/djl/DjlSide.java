package dev.sluice.peers.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.sluice.peers.talk.Server;
import dev.sluice.peers.work.Arrangement;
import dev.sluice.peers.work.Side;
import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Trial;
import dev.sluice.peers.work.Work;
import java.util.Map;

/** libtorch in its official build. */
public final class DjlSide implements Side {
  private final String version = Libtorch.load();

  /** Answers commands until there are no more. */
  public static void main(String[] arguments) throws Exception {
    Server.serve(new DjlSide());
  }

  @Override
  public String version() {
    return version + " through DJL";
  }

  @Override
  public Work prepare(Task task, int threads) {
    JniUtils.setNumThreads(threads);
    return switch (task) {
      case Task.Layer layer when layer.pass() == Task.Pass.RAGGED ->
          throw new UnsupportedOperationException("DJL has no packed sequences.");
      case Task.Layer layer -> new OneLayer(layer);
      case Task.Live live -> new OneStep(live);
      case Task.Text _ ->
          throw new UnsupportedOperationException("Its optimizers are not written for DJL here.");
      case Task.Limit _ -> throw new UnsupportedOperationException("The limit is ours to show.");
    };
  }

  private static final class OneLayer implements Work {
    private final Prepared prepared;
    private final Runnable run;

    OneLayer(Task.Layer task) {
      Trial trial = Trial.of(task);
      prepared =
          Arrangement.has(trial.cell())
              ? LibtorchLayers.prepare(trial)
              : LibtorchOperations.prepareFastest(trial);
      if (task.pass() == Task.Pass.FORWARD) {
        run = () -> prepared.leaves().infer(prepared.network());
      } else {
        Trial.Shape shape = trial.shape();
        NDArray gradient =
            prepared.outputGradient(new Shape(shape.steps(), shape.batch(), shape.hidden()));
        run = () -> prepared.leaves().train(prepared.network(), gradient);
      }
    }

    @Override
    public Map<String, float[]> answer() {
      return prepared.answer();
    }

    @Override
    public void run() {
      run.run();
    }

    @Override
    public void close() {
      prepared.close();
    }
  }

  /** DJL has no cell of one step: its layer over a sequence of one does it. */
  private static final class OneStep implements Work {
    private final Prepared prepared;
    private final NDArray[] table = new NDArray[Task.Live.VOCABULARY];
    private final NDManager manager = NDManager.newBaseManager();
    private NDManager lastStep = manager.newSubManager();
    private Map<String, NDArray> states;
    private int symbol;

    OneStep(Task.Live task) {
      prepared = LibtorchLayers.prepare(Trial.of(task));
      JniUtils.setGradMode(false);
      NDArray all = prepared.leaves().leaf("x");
      for (int i = 0; i < table.length; i++) {
        table[i] = all.get(i + ":" + (i + 1)).duplicate();
      }
      states = Map.of("h", prepared.leaves().leaf("h"), "c", prepared.leaves().leaf("c"));
    }

    private NDArray step() {
      NDManager thisStep = manager.newSubManager();
      Map<String, NDArray> outcomes =
          prepared.network().run(prepared.leaves().with(table[symbol], states, thisStep));
      states = Map.of("h", outcomes.get("h'"), "c", outcomes.get("c'"));
      lastStep.close();
      lastStep = thisStep;
      return outcomes.get("output");
    }

    @Override
    public Map<String, float[]> answer() {
      float[] output = {};
      for (symbol = 0; symbol < Task.Live.READ; symbol++) {
        output = step().toFloatArray();
      }
      return Map.of("output", output);
    }

    @Override
    public void run() {
      symbol = (symbol + 7) % Task.Live.VOCABULARY;
      step();
    }

    @Override
    public void close() {
      manager.close();
      prepared.close();
    }
  }
}
