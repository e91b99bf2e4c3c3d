package dev.sluice.peers.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.peers.report.Report;
import dev.sluice.peers.report.ReportFile;
import dev.sluice.peers.report.Result;
import dev.sluice.peers.report.Samples;
import dev.sluice.peers.work.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a folder where nobody is built: matches are short, as nobody comes. */
class TournamentTest {
  private static final Task FIRST = Task.named("lstm forward 64x32x128");
  private static final Task SECOND = Task.named("gru forward 64x32x128");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private @TempDir Path folder;
  private Path json;

  @BeforeEach
  void file() {
    json = folder.resolve("peers.json");
  }

  private Report play(Task... tasks) throws IOException, InterruptedException {
    return play(List.of("--json", json.toString(), "--rounds", "1", "--resume"), tasks);
  }

  private Report play(List<String> arguments, Task... tasks)
      throws IOException, InterruptedException {
    Progress progress = new Progress(new PrintStream(said), false, false);
    return new Tournament(Options.parse(arguments), folder, progress).play(List.of(tasks));
  }

  @Test
  void whatTheFileHoldsIsNotMeasuredAgain() throws Exception {
    Report before = Samples.of(2, List.of(FIRST, SECOND));
    ReportFile.write(before, json);
    assertThat(play(FIRST, SECOND)).isEqualTo(before);
    assertThat(ReportFile.read(json)).isEqualTo(before);
    assertThat(said.toString()).startsWith("2 of 2 tasks are kept from ");
  }

  @Test
  void theOthersAreMeasuredAndStandInTheirOrder() throws Exception {
    Report before = Samples.of(2, List.of(SECOND));
    ReportFile.write(before, json);
    Report after = play(FIRST, SECOND);
    assertThat(after.results())
        .containsExactly(new Result(FIRST, List.of(), List.of()), before.results().getFirst());
    assertThat(after.limit()).isEqualTo(before.limit());
    assertThat(ReportFile.read(json)).isEqualTo(after);
  }

  @Test
  void withoutAFileAllIsMeasured() throws Exception {
    Report report = play(FIRST);
    assertThat(report.results()).hasSize(1);
    assertThat(ReportFile.read(json)).isEqualTo(report);
  }

  @Test
  void theFileHoldsEachTaskAsSoonAsItIsFinished() throws Exception {
    List<Integer> held = new ArrayList<>();
    PrintStream out =
        new PrintStream(said) {
          @Override
          public void println(String line) {
            try {
              if (line.contains("forward")) {
                held.add(ReportFile.read(json).results().size());
              }
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        };
    Options options = Options.parse(List.of("--json", json.toString()));
    new Tournament(options, folder, new Progress(out, false, false)).play(List.of(FIRST, SECOND));
    assertThat(held).containsExactly(0, 1);
    assertThat(ReportFile.read(json).results()).hasSize(2);
  }

  @Test
  void whatWasMeasuredOtherwiseIsNotMixed() throws Exception {
    ReportFile.write(Samples.of(1, List.of(FIRST)), json);
    assertThatThrownBy(() -> play(FIRST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("; 1 threads, 1 rounds) than this run would (")
        .hasMessageEndingWith("; 2 threads, 1 rounds): choose another file.");
    assertThat(ReportFile.read(json).threads()).isEqualTo(1);
  }
}
