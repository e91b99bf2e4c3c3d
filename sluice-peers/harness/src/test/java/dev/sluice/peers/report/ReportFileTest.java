package dev.sluice.peers.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFileTest {
  @TempDir Path folder;

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    Path file = folder.resolve("peers.json");
    Report report = Samples.small();
    ReportFile.write(Report.empty(2, 3), file);
    ReportFile.write(report, file);
    Report read = ReportFile.read(file);
    assertThat(read).isEqualTo(report);
    assertThat(Table.of(read)).isEqualTo(Table.of(report));
    assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void otherProgramsFindWhatIsShown() throws IOException {
    Path file = folder.resolve("peers.json");
    ReportFile.write(Samples.small(), file);
    assertThat(Files.readString(file))
        .contains("\"rows\" : [", "\"system\" : \"libtorch, DJL\"", "\"gflops\" : ", "\"versions\"")
        .contains("\"name\" : \"LSTM training\"", "\"text\" : \"≥ 1.2\"", "\"reached\" : true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "null", "{}", "{\"threads\": 2, ", "libtorch", "{\"rows\": []}"})
  void whatIsNoReportGetsASentence(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("other.json"), content);
    assertThatThrownBy(() -> ReportFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .matches(".*/other.json holds no report that sluice bench peers --json wrote.*\\.");
  }

  @Test
  void aReportThatIsCutShortOrChangedGetsOneToo() throws IOException {
    Path file = folder.resolve("peers.json");
    ReportFile.write(Samples.small(), file);
    String text = Files.readString(file);
    for (String other :
        new String[] {
          text.substring(0, text.length() / 2),
          text.replace("lstm training 64x32x128", "lstm training 1x2x3"),
          text.replace("\"rounds\" : 3", "\"rounds\" : 4")
        }) {
      Files.writeString(file, other);
      assertThatThrownBy(() -> ReportFile.read(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("holds no report");
    }
  }

  @Test
  void aMissingFileIsMissing() {
    assertThatThrownBy(() -> ReportFile.read(Path.of("no.json")))
        .hasMessage("There is no file no.json.");
  }
}
