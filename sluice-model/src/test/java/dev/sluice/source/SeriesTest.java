package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesTest {
  @TempDir private Path folder;

  private Series read(String content) throws IOException {
    return Series.read(Files.writeString(folder.resolve("s.csv"), content), Series.Form.STANDARD);
  }

  @Test
  void columnsAreOfNumbersOrWordsOrTime() throws IOException {
    Series series =
        read(
            "date,load,\"wind, dir\",temp\n"
                + "2020-01-01,1.5,NW,NA\n\n"
                + "2020-01-02,-2e3,\"a \"\"b\"\"\",7\n");
    assertThat(series.columns()).containsExactly("load", "temp");
    assertThat(series.kinds()).containsExactly("wind, dir");
    assertThat(series.times()).containsExactly("2020-01-01", "2020-01-02");
    assertThat(Arrays.deepToString(series.values())).isEqualTo("[[1.5, NaN], [-2000.0, 7.0]]");
    assertThat(series.words()).isDeepEqualTo(new String[][] {{"NW"}, {"a \"b\""}});
    assertThat(series.length()).isEqualTo(2);
    assertThat(series.rows(1, 2).times()).containsExactly("2020-01-02");
    assertThat(series.column("temp")).isOne();
    assertThatThrownBy(() -> series.column("wind, dir"))
        .hasMessageEndingWith("has no column of numbers 'wind, dir'. There are: load, temp.");
  }

  @ParameterizedTest
  @CsvSource({"'\t'", "';'"})
  void otherSeparatorsAreSeenInTheHeader(String separator) throws IOException {
    Series series = read("a,b\n1,2\n".replace(",", separator));
    assertThat(series.columns()).containsExactly("a", "b");
    assertThat(series.times()).containsExactly("");
  }

  @Test
  void aByteOrderMarkIsNoPartOfAName() throws IOException {
    Series series = read("\uFEFFload,kind\n1,a\n");
    assertThat(series.columns()).containsExactly("load");
    assertThat(series.kind("kind")).isZero();
    assertThatThrownBy(() -> series.kind("load"))
        .hasMessageEndingWith("has no column of words 'load'. There are: kind.");
  }

  @Test
  void theTimeColumnCanBeNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("s.csv"), "No,value\n1,5\n2,6\n");
    assertThat(Series.read(file, new Series.Form("No", Gaps.REFUSE, false)).columns())
        .containsExactly("value");
    assertThatThrownBy(() -> Series.read(file, new Series.Form("date", Gaps.REFUSE, false)))
        .hasMessage(file + " has no column 'date'. There are: No, value.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b<n>1,2<n>1,2,3<n>|, line 3 has 3 columns; its header has 2.",
        "a,b<n>1,2<n>1<n>|, line 3 has 1 columns; its header has 2.",
        "a,b<n>1,2<n>1,x<n>|, line 3, column 'b' has 'x', where a number belongs.",
        "a,b<n>1,2<n>1,Infinity<n>|, line 3, column 'b' has 'Infinity', where a number belongs.",
        "a,b<n>|' has no rows: a header with the names of the columns comes first, then a row for"
            + " each moment.'",
        "<n>|' has no rows: a header with the names of the columns comes first, then a row for each"
            + " moment.'",
      })
  void whatIsWrongIsSaidWithItsPlace(String content, String message) throws IOException {
    assertThatThrownBy(() -> read(content.replace("<n>", "\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(folder.resolve("s.csv") + message);
  }

  @Test
  void aQuotationMarkThatIsNeverClosedIsSaid() {
    assertThatThrownBy(() -> read("a,b\n1,\"2\n3,4\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder.resolve("s.csv").toString());
  }
}
