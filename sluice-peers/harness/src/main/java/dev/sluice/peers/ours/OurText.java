package dev.sluice.peers.ours;

import dev.sluice.loss.Loss;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.peers.work.TextTrial;
import dev.sluice.peers.work.Work;
import dev.sluice.train.Progress;
import dev.sluice.train.Trainer;
import dev.sluice.train.Training;
import java.util.Map;

/** Our training of a character model. */
final class OurText implements Work {
  private final Training training;

  OurText(int threads) {
    Optimizer optimizer = Optimizer.rmsProp(TextTrial.RATE, TextTrial.DECAY);
    training =
        new Trainer(TextTrial.model(), Loss.crossEntropy(), optimizer, Clip.none())
            .withThreads(threads)
            .start(TextTrial.batches(), null, Integer.MAX_VALUE);
  }

  @Override
  public Map<String, float[]> answer() {
    float[] losses = new float[TextTrial.COMPARED];
    float[] norms = new float[TextTrial.COMPARED];
    for (int i = 0; i < TextTrial.COMPARED; i++) {
      training.step();
      Progress progress = training.progress();
      losses[i] = (float) progress.loss();
      norms[i] = (float) progress.gradientNorm();
    }
    return Map.of("mean losses", losses, "gradient norms", norms);
  }

  @Override
  public void run() {
    training.step();
  }

  @Override
  public void close() {
    training.close();
  }
}
