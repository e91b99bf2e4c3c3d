package dev.sluice.peers.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.peers.talk.Reply;
import dev.sluice.peers.work.Task;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Task TASK = Task.named("lstm training 64x32x128");

  private static Measured measured(Contestant contestant, double... seconds) {
    List<Reply.Slice> slices =
        DoubleStream.of(seconds).mapToObj(s -> new Reply.Slice(10, 10 * s, 0, s, s, 5)).toList();
    return new Measured(new Entry(contestant, TASK), contestant.label + " 1", 3, slices, 2_000_000);
  }

  private static Report report() {
    Result result =
        new Result(
            TASK,
            List.of(
                measured(Contestant.SLUICE, 0.01, 0.02, 0.01),
                measured(Contestant.DJL, 0.02, 0.04, 0.03),
                measured(Contestant.BYTEDECO, 0.05, 0.05, 0.05)),
            List.of("somebody was not measured: no jar."));
    return Report.of(2, 3, 450, List.of(result), result.notes());
  }

  @Test
  void ratiosAreTakenOfTheFasterLibtorch() {
    assertThat(report().rows()).extracting(Row::ratio).containsExactly(2.0, 2.0, 5.0);
  }

  @Test
  void showsTheGoalsAndWhetherTheyAreReached() {
    assertThat(report().rows().getFirst().goals()).hasToString("[≥ 1.2 yes, ≤ 1 B yes]");
    assertThat(report().means())
        .hasToString("[LSTM training, geometric mean of 1 of 8: 2.00, wanted ≥ 1.6 yes]");
  }

  @Test
  void oneLineForEachSystem() {
    assertThat(Table.of(report()))
        .containsPattern(
            "lstm training 64x32x128 +sluice +10.000 ms .* 300.0 +67 % +2.00 +0.5 +2 MB")
        .containsPattern("\n +libtorch, DJL +30.000 ms")
        .endsWith("somebody was not measured: no jar.\n");
  }

  @Test
  void timesHaveTheUnitThatFits() {
    assertThat(List.of(Table.time(5e-6), Table.time(0.0021), Table.time(2)))
        .containsExactly("5.00 µs", "2.100 ms", "2.000 s");
  }
}
