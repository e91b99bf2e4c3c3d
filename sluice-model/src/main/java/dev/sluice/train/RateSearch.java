package dev.sluice.train;

import dev.sluice.data.Batches;
import dev.sluice.optim.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * Which learning rate a model bears (Smith 2017, the range test): it is trained with a rate that
 * rises with every update, until its loss explodes. Afterwards its parameters are of no use.
 *
 * @param points rates with the losses that came of them, in the order of rates
 */
public record RateSearch(List<Point> points) {
  private static final double FIRST = 1e-6;
  private static final double LAST = 1;
  private static final int UPDATES = 120;

  /** How much of the mean is kept with each loss. */
  private static final double KEPT = 0.9;

  /** Where a loss is so many times the lowest, the rate was too high. */
  private static final double EXPLODED = 3;

  /** The best rate is about this share of that at which the loss is lowest. */
  private static final double SHARE = 0.1;

  public RateSearch {
    points = List.copyOf(points);
  }

  /**
   * A rate that was tried.
   *
   * @param loss the mean over the last updates, the later the more
   */
  public record Point(double rate, double loss) {}

  /**
   * Searches.
   *
   * @param trainer whose schedule and number of updates are not used, and whose model is spoilt
   */
  public static RateSearch of(Trainer trainer, Batches train) {
    double base = trainer.optimizer().rate();
    Trainer rising =
        trainer
            .withSchedule(Schedule.exponential(FIRST / base, LAST / base))
            .withUpdates(UPDATES)
            .withEvaluationEvery(0)
            .withPatience(0);
    int epochs = Math.ceilDiv(UPDATES, rising.updatesPerEpoch(train.count()));
    List<Point> points = new ArrayList<>();
    double sum = 0;
    double weight = 0;
    double lowest = Double.POSITIVE_INFINITY;
    double before = 0;
    long targetsBefore = 0;
    try (Training training = rising.start(train, null, epochs)) {
      while (training.step()) {
        Progress progress = training.progress();
        boolean first = progress.batch() <= rising.accumulation();
        double all = progress.loss() * progress.characters();
        long targets = progress.characters() - (first ? 0 : targetsBefore);
        double loss = (all - (first ? 0 : before)) / Math.max(1, targets);
        before = all;
        targetsBefore = progress.characters();
        sum = KEPT * sum + (1 - KEPT) * loss;
        weight = KEPT * weight + (1 - KEPT);
        points.add(new Point(progress.rate(), sum / weight));
        lowest = Math.min(lowest, sum / weight);
        if (sum / weight > EXPLODED * lowest) {
          break;
        }
      }
    } catch (DivergedException e) {
      if (points.isEmpty()) {
        throw e; // no rate is to blame
      }
    }
    return new RateSearch(points);
  }

  /** A tenth of the rate at which the loss was lowest. */
  public double suggested() {
    Point best = points.getFirst();
    for (Point point : points) {
      best = point.loss() < best.loss() ? point : best;
    }
    return SHARE * best.rate();
  }
}
