package dev.sluice.peers.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.peers.work.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTest {
  @Test
  void theShareIsOfWhatTheMachineCouldDoAtThatTime() {
    // Its clock was halved in the second round.
    Measured limit = Samples.measured(new Task.Limit(), Contestant.SLUICE, 0.008, 0.016, 0.008);
    Measured ours = Samples.measured(Samples.TRAINING, Contestant.SLUICE, 0.01, 0.02, 0.01);
    List<Row> rows = new Result(Samples.TRAINING, List.of(limit, ours), List.of()).rows(1_000);
    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().share()).isCloseTo(0.8, within(1e-9));
  }
}
