package dev.sluice.peers.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.peers.work.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlotTest {
  private static String svg(Report report) throws IOException {
    return new String(Plot.of(report), StandardCharsets.UTF_8);
  }

  @Test
  void isSvgThatNamesEverySeries() throws IOException {
    assertThat(svg(Samples.small()))
        .startsWith("<?xml")
        .contains("<title>Share of the machine's limit, 450 Gflop/s on 2 threads</title>")
        .contains("<desc>LSTM, training step: sluice; libtorch, DJL; libtorch, bytedeco.</desc>")
        .endsWith("</svg>\n");
  }

  @Test
  void bothWaysStandSideBySide() throws IOException {
    assertThat(svg(Samples.of(2, Task.all())))
        .contains("LSTM, forward pass: sluice; libtorch, DJL. LSTM, training step: sluice; ");
  }

  @Test
  void withoutAnLstmThereIsNothingToPlot() {
    Report report = Samples.of(2, List.of(Task.named("lstm training 64x1x128")));
    assertThatThrownBy(() -> Plot.of(report))
        .hasMessage("There is nothing to plot: no LSTM was measured with a batch of at least 16.");
  }
}
