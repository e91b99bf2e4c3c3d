package dev.sluice.peers.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.peers.report.Contestant;
import dev.sluice.peers.work.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static List<Contestant> contestants(String task) {
    return Selection.contestants(Task.named(task), List.of(Contestant.values()));
  }

  @Test
  void whatIsQuickIsThere() {
    assertThat(Selection.tasks(Options.parse(List.of("--quick")))).hasSize(11);
  }

  @Test
  void aPatternThatMatchesNothingSaysHowTasksAreNamed() {
    Options options = Options.parse(List.of("--only", "gruu"));
    assertThatThrownBy(() -> Selection.tasks(options))
        .hasMessageStartingWith("--only gruu matches no task; they are named like these: elman ");
  }

  @Test
  void narrowerVectorsAndPlainLoopsAreJudgedAtLstms() {
    assertThat(contestants("lstm training 64x32x256")).containsExactly(Contestant.values());
    assertThat(contestants("lstm training 64x32x512"))
        .contains(Contestant.PLAIN, Contestant.DEEPLEARNING4J)
        .doesNotContain(Contestant.BITS_256, Contestant.BITS_128);
    assertThat(contestants("gru forward 64x32x256"))
        .containsExactly(Contestant.SLUICE, Contestant.DJL, Contestant.BYTEDECO);
  }

  @Test
  void narrowerVectorsTakePartInAFewTasks() {
    Set<Contestant> all = Set.of(Contestant.values());
    assertThat(
            Task.all().stream()
                .filter(task -> Set.copyOf(contestants(task.toString())).equals(all))
                .map(Task::toString))
        .containsExactlyInAnyOrder(
            "lstm forward 64x32x256",
            "lstm forward 128x16x64",
            "lstm forward 64x1x128",
            "lstm training 64x32x256",
            "lstm training 128x16x64",
            "lstm training 64x1x128");
    assertThat(Arrays.stream(Contestant.values()).map(Contestant::label)).doesNotHaveDuplicates();
  }
}
