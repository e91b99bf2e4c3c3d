package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTest {
  @TempDir private Path folder;

  private Series read(String content) throws IOException {
    return Series.read(Files.writeString(folder.resolve("s.csv"), content), Series.Form.STANDARD);
  }

  private static String numbers(Series series) {
    double[][] numbers = new double[series.count()][series.columns().size()];
    for (int row = 0; row < numbers.length; row++) {
      int here = row;
      Arrays.setAll(numbers[row], column -> series.value(here, column));
    }
    return Arrays.deepToString(numbers);
  }

  private static String words(Series series) {
    String[][] words = new String[series.count()][series.kinds().size()];
    for (int row = 0; row < words.length; row++) {
      int here = row;
      Arrays.setAll(words[row], kind -> series.word(here, kind));
    }
    return Arrays.deepToString(words);
  }

  private static List<String> moments(Series series) {
    return IntStream.range(0, series.count()).mapToObj(series::moment).toList();
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
    assertThat(moments(series)).containsExactly("2020-01-01", "2020-01-02");
    assertThat(numbers(series)).isEqualTo("[[1.5, NaN], [-2000.0, 7.0]]");
    assertThat(words(series)).isEqualTo("[[NW], [a \"b\"]]");
    assertThat(series.count()).isEqualTo(2);
    assertThat(moments(series.rows(1, 2))).containsExactly("2020-01-02");
    assertThat(series.column("temp")).isOne();
    assertThatThrownBy(() -> series.column("wind, dir"))
        .hasMessageEndingWith("has no column of numbers 'wind, dir'. There are: load, temp.");
  }

  @ParameterizedTest
  @CsvSource({"'\t'", "';'"})
  void otherSeparatorsAreSeenInTheHeader(String separator) throws IOException {
    Series series = read("a,b\n1,2\n".replace(",", separator));
    assertThat(series.columns()).containsExactly("a", "b");
    assertThat(moments(series)).containsExactly("");
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

  /** Three rows, how far they are apart, and the moment after the last. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          date | 2020-01-01 10:00, 2020-01-01 10:15, 2020-01-01 10:30 | 15 minutes | 2020-01-01T10:45
          date | 2020-01-01, 2020-01-08, 2020-01-15 | week | 2020-01-22
          date | 2020-01-31, 2020-02-29, 2020-03-31 | month | 2020-04-30
          date | 2020-01-31 00:00:00, 2020-02-29 00:00:00, 2020-03-31 00:00:00 | month | 2020-04-30T00:00
          date | 2020-01-01T00:00:00Z, 2020-02-01T00:00:00Z, 2020-03-01T00:00:00Z | month | 2020-04-01T00:00:00Z
          date | 2020-03-31, 2020-06-30, 2020-09-30 | quarter | 2020-12-31
          date | 2018-12-31, 2019-12-31, 2020-12-31 | year | 2021-12-31
          month | 2020-11, 2020-12, 2021-01 | month | 2021-02
          month | Nov 2020, Dec 2020, Jan 2021 | month | Feb 2021
          month | november 2020, December 2020, JANUARY 2021 | month | February 2021
          month | 2020-Nov, 2020-Dec, 2021-Jan | month | 2021-Feb
          day | 30-Jan-2020, 31-Jan-2020, 01-Feb-2020 | day | 2-Feb-2020
          quarter | 2020Q3, 2020Q4, 2021Q1 | quarter | 2021Q2
          quarter | 2020-Q3, 2020-Q4, 2021-Q1 | quarter | 2021-Q2
          quarter | Q3 2020, Q4 2020, Q1 2021 | quarter | Q2 2021
          date | 1/30/2020, 1/31/2020, 2/1/2020 | day | 2/2/2020
          date | 30/1/2020, 31/1/2020, 1/2/2020 | day | 2/2/2020
          date | 1/31/2020, 2/29/2020, 3/31/2020 | month | 4/30/2020
          date | 1/31/2020 11:00 PM, 2/1/2020 12:00 AM, 2/1/2020 1:00 AM | hour | 2/1/2020 2:00 AM
          date | 1/31/2020 22:00, 1/31/2020 23:00, 2/1/2020 0:00 | hour | 2/1/2020 1:00
          timestamp | 1577836800, 1577840400, 1577844000 | hour | 1577847600
          timestamp | 1577836800.0, 1577840400.0, 1577844000.0 | hour | 1577847600
          Time | 1577836800250, 1577836800500, 1577836800750 | 250 milliseconds | 1577836801000
          """)
  void timesAreFound(String name, String moments, String pace, String next) throws IOException {
    String rows = "\"" + String.join("\",1\n\"", moments.split(", ")) + "\",1\n";
    Series series = read(name + ",load\n" + rows);
    assertThat(series.columns()).containsExactly("load");
    assertThat(series.time()).isEqualTo(name);
    assertThat(series.pace()).isEqualTo("one row each " + pace);
    assertThat(series.timeAfter(1)).isEqualTo(next);
  }

  @Test
  void gapsOfMonthsAreFilledAtTheirEnds() throws IOException {
    String rows = "date,load\n2020-01-31,1\n2020-02-29,2\n2020-03-31,3\n2020-05-31,5\n";
    assertThatThrownBy(() -> read(rows))
        .hasMessage(
            folder.resolve("s.csv")
                + ", line 5 comes after 2 of the usual steps of time: rows are missing before it."
                + " Put them in with --gaps fill, or let rows count with --gaps ignore.");
    Path file = folder.resolve("s.csv");
    Series filled = Series.read(file, new Series.Form("", Gaps.FILL, false));
    assertThat(filled.moment(3)).isEqualTo("2020-04-30");
    assertThat(filled.pace()).isEqualTo("one row each month");
    Series uneven = Series.read(file, new Series.Form("", Gaps.IGNORE, false));
    assertThat(uneven.pace()).isEqualTo("usually one row each month");
  }

  @Test
  void whatMayBeNoTimeIsNone() throws IOException {
    // Numbers that nobody calls a time; numbers that are too small.
    assertThat(read("people,load\n1577836800,1\n1577840400,2\n").columns())
        .containsExactly("people", "load");
    assertThat(read("time,load\n1,1\n2,2\n").columns()).containsExactly("time", "load");
    // A date beside a number: the date, as its form is sure.
    Series both = read("timestamp,date\n1577836800,2020-01-01\n1577840400,2020-01-02\n");
    assertThat(both.time()).isEqualTo("date");
    assertThat(both.columns()).containsExactly("timestamp");
    assertThat(both.without(List.of("timestamp")).time()).isEqualTo("date");
  }

  /** Days or months, both even, or both uneven. */
  @ParameterizedTest
  @ValueSource(strings = {"1/1/2020,2/1/2020,3/1/2020", "1/2/2020,2/3/2020,9/4/2020"})
  void datesThatMayMeanOthersAreRefused(String dates) {
    String rows = "date,load\n" + dates.replace(",", ",1\n") + ",1\n";
    assertThatThrownBy(() -> read(rows))
        .hasMessage(
            "%s, column 'date': of dates such as %s day and month may change places, and how far"
                    .formatted(folder.resolve("s.csv"), dates.split(",")[0])
                + " rows are apart does not tell which is meant. Write them as in 2020-02-01.");
  }

  @Test
  void decimalCommasBetweenSemicolons() throws IOException {
    Series series = read("a;b\n3,14;1\n-0,5e1;2,5\n;7\n");
    assertThat(numbers(series)).isEqualTo("[[3.14, 1.0], [-5.0, 2.5], [NaN, 7.0]]");
    assertThatThrownBy(() -> read("a;b\n3,14;1\n2.5;2\n"))
        .hasMessage(
            folder.resolve("s.csv")
                + ", line 3, column 'a' has '2.5', which does not go with '3,14' before it: write"
                + " all numbers with a decimal comma, or all with a point.");
    assertThatThrownBy(() -> read("a;b\n2,5;1\n1.234,5;2\n"))
        .hasMessageEndingWith(", line 3, column 'a' has '1.234,5', where a number belongs.");
  }

  @Test
  void commasThatMayBeAnythingAreRefused() {
    assertThatThrownBy(() -> read("a\tb\n1\t1,234\n"))
        .hasMessage(
            folder.resolve("s.csv")
                + ", line 2, column 'b' has '1,234', a number with a comma: write 1.234 or 1234, or"
                + " put semicolons between columns if it is a decimal comma.");
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

  private static void requireSame(Series onDisk, Series inMemory) {
    assertThat(onDisk.isOnDisk()).isTrue();
    assertThat(inMemory.isOnDisk()).isFalse();
    assertThat(onDisk.name()).isEqualTo(inMemory.name());
    assertThat(onDisk.columns()).isEqualTo(inMemory.columns());
    assertThat(onDisk.kinds()).isEqualTo(inMemory.kinds());
    assertThat(numbers(onDisk)).isEqualTo(numbers(inMemory));
    assertThat(words(onDisk)).isEqualTo(words(inMemory));
    assertThat(moments(onDisk)).isEqualTo(moments(inMemory));
    assertThat(onDisk.digest()).isEqualTo(inMemory.digest());
    assertThat(onDisk.pace()).isEqualTo(inMemory.pace());
    assertThat(onDisk.timeAfter(2)).isEqualTo(inMemory.timeAfter(2));
  }

  /** Also where texts are longer than what is written at once. */
  @ParameterizedTest
  @ValueSource(ints = {1, 70_000})
  void onDiskItIsTheSame(int length) throws IOException {
    StringBuilder text = new StringBuilder("date,load,wind,none,temp\n");
    for (int day = 1; day < 28; day++) {
      text.append(day == 5 ? "" : "2020-01-%02d,%d,".formatted(day, day));
      text.append(day == 5 ? "" : day % 3 == 0 ? "\u00e4" : "x".repeat(length));
      text.append(day == 5 ? "" : ",,%s\n".formatted(day % 4 == 0 ? "" : -0.1 * day));
    }
    Path file = Files.writeString(folder.resolve("s.csv"), text.toString());
    Series.Form form = new Series.Form("", Gaps.FILL, false);
    Series inMemory = Series.read(file, form);
    Series onDisk = Series.onDisk(file, form, folder);
    assertThat(onDisk.count()).isEqualTo(27);
    requireSame(onDisk, inMemory);
    requireSame(onDisk.rows(3, 20), inMemory.rows(3, 20));
    requireSame(onDisk.without(List.of("load")), inMemory.without(List.of("load")));
    requireSame(onDisk.withMissing(7), inMemory.withMissing(7));
    requireSame(onDisk.then(inMemory), inMemory.then(inMemory));
    requireSame(onDisk.thenUnknown(2), inMemory.thenUnknown(2));
    // Nothing is left, and what was written is read though the file is gone.
    Files.delete(file);
    requireSame(onDisk, inMemory);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void seriesInRowsAreTheSameOnDisk() throws IOException {
    Path file = folder.resolve("m.csv");
    Files.writeString(file, "name,V1,V2,V3\na,1,2,3\nb,4,,\nc,5,,7\n");
    Series.Form form = new Series.Form("", Gaps.REFUSE, true);
    List<Series> inMemory = Series.readAll(file, form);
    List<Series> onDisk = Series.allOnDisk(file, form, folder);
    assertThat(inMemory).extracting(Series::name).containsExactly("a", "b", "c");
    assertThat(numbers(inMemory.getLast())).isEqualTo("[[5.0], [NaN], [7.0]]");
    for (int i = 0; i < inMemory.size(); i++) {
      requireSame(onDisk.get(i), inMemory.get(i));
    }
  }

  @Test
  void whatDoesNotFitIsSaidOnDiskAsWell() throws IOException {
    Path file = Files.writeString(folder.resolve("s.csv"), "a,b\n1,2\n1,x\n");
    assertThatThrownBy(() -> Series.onDisk(file, Series.Form.STANDARD, folder))
        .hasMessage(file + ", line 3, column 'b' has 'x', where a number belongs.");
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> Series.onDisk(file, Series.Form.STANDARD, none))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            " cannot be kept in the folder " + none + ": there is no such folder.");
  }

  /** Somebody writes between the first look at a table and the second. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b\n2020-01-01,2",
        "a,b\n2020-01-01,2\n2020-01-02,2\n2020-01-03,2",
        "a,b\n2020,2\n2021,2",
        "a\n2020-01-01\n2020-01-02",
        "a,c\n2020-01-01,2\n2020-01-02,4"
      })
  void aTableThatChangesWhileItIsReadIsSaid(String text) throws IOException {
    requireChangeIsSaid("s.csv", "a,b\n2020-01-01,2\n2020-01-02,4\n", text + "\n");
  }

  @Test
  void objectsThatChangeWhileTheyAreReadAreSaid() throws IOException {
    requireChangeIsSaid("s.jsonl", "{\"a\": 1}\n{\"a\": 2}\n", "{\"a\": 1}\n{\"b\": 2}\n");
  }

  private void requireChangeIsSaid(String name, String before, String after) throws IOException {
    Path file = Files.writeString(folder.resolve(name), before);
    Table table = Table.of(Csv.of(file), "");
    Files.writeString(file, after);
    assertThatThrownBy(() -> table.rows(Gaps.REFUSE, new RowsInMemory.Memory()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + " has changed while it was read; read it when nobody writes it.");
  }

  /** A part is read from the rows of all, and its numbers lie beside places of texts. */
  @Test
  void nothingBesideASeriesIsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("s.csv"), "a,b\n1,x\n2,y\n3,z\n");
    for (Series all :
        List.of(
            Series.read(file, Series.Form.STANDARD),
            Series.onDisk(file, Series.Form.STANDARD, folder))) {
      Series part = all.rows(1, 2);
      assertThat(part.value(0, 0)).isEqualTo(2);
      for (int row : new int[] {-1, 1}) {
        assertThatThrownBy(() -> part.value(row, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.word(row, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.moment(row)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.value(0, row)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.word(0, row)).isInstanceOf(IndexOutOfBoundsException.class);
      }
      assertThatThrownBy(() -> all.rows(1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void damagedFilesAreSaidWhileRowsAreRead() throws IOException {
    Path file = folder.resolve("s.csv");
    byte[] text = "a,b\n1,2\n".repeat(40_000).getBytes(StandardCharsets.UTF_8);
    text[text.length - 2] = (byte) 0xE9;
    Files.write(file, text);
    assertThatThrownBy(() -> Series.read(file, Series.Form.STANDARD))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is not UTF-8 text");
  }
}
