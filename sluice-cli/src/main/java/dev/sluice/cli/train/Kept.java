package dev.sluice.cli.train;

import dev.sluice.train.Progress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which model of a training is kept at its end.
 *
 * @param progress of the training, at its end
 * @param isBest whether that of the best evaluation is kept, else the last
 * @param isLearned whether the training ended because the last one has learned all that there is
 */
public record Kept(Progress progress, boolean isBest, boolean isLearned) {

  private double epoch() {
    Double best = progress.bestEpoch();
    return isBest && best != null ? best : progress.inEpochs();
  }

  /** A sentence for a reader; empty where nothing was judged. */
  public String text() {
    Double best = progress.bestEpoch();
    if (best == null) {
      return "";
    }
    String kept = LineWatcher.epoch(epoch());
    String last = LineWatcher.epoch(progress.inEpochs());
    if (isLearned) {
      return "Kept: the model of epoch %s, the last: it has learned all.".formatted(kept);
    }
    String loss = LineWatcher.loss(progress.best());
    if (kept.equals(LineWatcher.epoch(best))) {
      return kept.equals(last)
          ? "Kept: the model of epoch %s, the last and the best in validation (%s)."
              .formatted(kept, loss)
          : "Kept: the model of epoch %s of %s, the best in validation (%s)."
              .formatted(kept, last, loss);
    }
    return "Kept: the model of epoch %s, the last; that of epoch %s was better in validation (%s):"
            .formatted(kept, LineWatcher.epoch(best), loss)
        + " --patience N keeps the best.";
  }

  /** The same for a script. */
  public void put(Map<String, @Nullable Object> event) {
    event.put("best", progress.best());
    event.put("bestEpoch", progress.bestEpoch());
    event.put("keptEpoch", epoch());
  }
}
