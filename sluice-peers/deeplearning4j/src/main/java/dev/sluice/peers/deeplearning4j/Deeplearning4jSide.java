package dev.sluice.peers.deeplearning4j;

import dev.sluice.peers.talk.Server;
import dev.sluice.peers.work.Side;
import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Work;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j. */
public final class Deeplearning4jSide implements Side {
  /** Answers commands until there are no more. */
  public static void main(String[] arguments) throws Exception {
    Server.serve(new Deeplearning4jSide());
  }

  @Override
  public String version() {
    return "Deeplearning4j 1.0.0-M2.1";
  }

  @Override
  public Work prepare(Task task, int threads) {
    if (!(task instanceof Task.Layer layer)
        || !layer.cell().equals("lstm")
        || layer.pass() == Task.Pass.RAGGED) {
      throw new UnsupportedOperationException("It is measured with padded LSTMs alone.");
    }
    Nd4j.getEnvironment().setMaxThreads(threads);
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    return new OneLayer(layer);
  }
}
