package dev.sluice.peers.match;

import dev.sluice.peers.talk.Reply;
import java.util.ArrayList;
import java.util.List;

/** From what was measured to what is shown. */
final class Rows {
  private Rows() {}

  /** How many times as fast as the better libtorch we were; NaN without one. */
  static double versusLibtorch(Result result) {
    return result
        .ours()
        .flatMap(ours -> result.bestLibtorch().map(ours::versus))
        .orElse(Double.NaN);
  }

  /**
   * A row for each system.
   *
   * @param limit billions of operations in a second that the machine can do
   */
  static List<Row> of(Result result, double limit) {
    return result.measured().stream().map(m -> row(result, m, limit)).toList();
  }

  private static Row row(Result result, Measured m, double limit) {
    double gflops = m.gflop() / m.time();
    double share = gflops / limit;
    boolean own = m.entry().equals(new Entry(Contestant.SLUICE, result.task()));
    double ratio =
        own ? versusLibtorch(result) : result.ours().map(ours -> ours.versus(m)).orElse(Double.NaN);
    return new Row(
        result.task().toString(),
        m.entry().label(result.task()),
        m.time(),
        m.median(Reply.Slice::p50),
        m.median(Reply.Slice::p99),
        gflops,
        share,
        ratio,
        m.bytes(),
        m.resident(),
        goals(result, m, share, ratio));
  }

  private static List<Goal> goals(Result result, Measured m, double share, double ratio) {
    return switch (m.entry().contestant()) {
      case SLUICE -> ours(result, m, share, ratio);
      case PLAIN -> known(Goal.atMost(Goals.PLAIN, "", ratio));
      case DEEPLEARNING4J -> known(Goal.atLeast(Goals.DEEPLEARNING4J, ratio));
      case DJL, BYTEDECO -> List.of();
    };
  }

  private static List<Goal> ours(Result result, Measured m, double share, double ratio) {
    if (!m.entry().task().equals(result.task())) {
      // Our LSTM beside a cell of the user's own: that one may take so much longer.
      return known(new Goal("≥ 1/" + Goals.OWN_CELL, ratio, ratio >= 1 / Goals.OWN_CELL));
    }
    List<Goal> goals = new ArrayList<>();
    Goals.ratio(result.task()).ifPresent(limit -> goals.addAll(known(Goal.atLeast(limit, ratio))));
    if (Goals.wantsShare(result.task())) {
      goals.addAll(known(Goal.atLeastShare(Goals.SHARE, share)));
    }
    if (Goals.trains(result.task())) {
      goals.add(Goal.atMost(Goals.BYTES, " B", m.bytes()));
    }
    return goals;
  }

  private static List<Goal> known(Goal goal) {
    return Double.isNaN(goal.figure()) ? List.of() : List.of(goal);
  }
}
