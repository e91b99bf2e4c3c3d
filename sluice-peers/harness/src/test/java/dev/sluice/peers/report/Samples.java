package dev.sluice.peers.report;

import dev.sluice.peers.talk.Reply;
import dev.sluice.peers.work.Task;
import java.util.List;
import java.util.stream.DoubleStream;

/** Small reports for tests. */
public final class Samples {
  static final Task TRAINING = Task.named("lstm training 64x32x128");
  static final Task FORWARD = Task.named("lstm forward 128x16x64");

  private Samples() {}

  /** What a system showed that took so long in each round. */
  static Measured measured(Task task, Contestant contestant, double... seconds) {
    List<Reply.Slice> slices =
        DoubleStream.of(seconds).mapToObj(s -> new Reply.Slice(10, 10 * s, 0, s, s, 5)).toList();
    Entry entry = new Entry(contestant, task);
    return new Measured(entry, contestant.label() + " 1", 3, slices, 2_000_000);
  }

  private static Report empty(int rounds) {
    return Report.empty(2, rounds).withLimit(450);
  }

  /** One task with the faster libtorch in the middle. */
  static Report small() {
    return empty(3)
        .with(
            new Result(
                TRAINING,
                List.of(
                    measured(TRAINING, Contestant.SLUICE, 0.01, 0.02, 0.01),
                    measured(TRAINING, Contestant.DJL, 0.02, 0.04, 0.03),
                    measured(TRAINING, Contestant.BYTEDECO, 0.05, 0.05, 0.05)),
                List.of("somebody was not measured: no jar.")));
  }

  /** One round of these tasks, by us and one libtorch. */
  public static Report of(int threads, List<Task> tasks) {
    Report report = Report.empty(threads, 1).withLimit(450);
    for (Task task : tasks) {
      report =
          report.with(
              new Result(
                  task,
                  List.of(
                      measured(task, Contestant.SLUICE, 0.01),
                      measured(task, Contestant.DJL, 0.03)),
                  List.of()));
    }
    return report;
  }
}
