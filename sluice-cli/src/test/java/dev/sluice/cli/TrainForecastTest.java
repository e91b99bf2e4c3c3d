package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.task.Forecasting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole trainings of a small table in this process, and what is done with such a model. */
class TrainForecastTest {
  private static final String SMALL =
      " --hidden 6 --layers 1 --window 12 --batch 4 --epochs 8 --rate 0.02 --threads 1 ";

  @TempDir Path temp;
  Path data;
  Path model;

  @BeforeEach
  void write() throws IOException {
    data = table("load.csv", 200, -1);
    model = temp.resolve("load.safetensors");
  }

  /**
   * Hours with a wave of six, and one with a load that nobody expects.
   *
   * @param strange which row that is
   */
  private Path table(String name, int rows, int strange) throws IOException {
    StringBuilder text = new StringBuilder("time,load,day\n");
    for (int row = 0; row < rows; row++) {
      double load = 50 + 10 * Math.sin(row * Math.PI / 3) + (row * 7 % 5) * 0.1;
      text.append("2020-01-%02d %02d:00,".formatted(1 + row / 24, row % 24));
      text.append("%.3f,".formatted(row == strange ? 95.0 : load));
      text.append(row / 24 % 7 < 5 ? "work\n" : "rest\n");
    }
    return Files.writeString(temp.resolve(name), text.toString());
  }

  private Run train(String more) {
    return Run.here("train forecast %s --out %s%s%s".formatted(data, model, SMALL, more).strip());
  }

  private static List<JsonNode> json(Run run) {
    return run.succeeded().out().lines().map(line -> new JsonMapper().readTree(line)).toList();
  }

  @Test
  void saysWhatItDoesAndBesideWhat() throws IOException {
    String out = train("--season 6").succeeded().out();
    assertThat(out)
        .startsWith(
            "Data: 140 rows to learn from, 20 to judge by, 40 for the end; time column time, one"
                + " row each hour.\n")
        .containsPattern(
            "\nTest, 40 rows +model +linear autoregression +persistence +season before\n  RMSE ")
        .contains("\n  MASE ");
    Forecasting task = (Forecasting) Checkpoint.load(model).task();
    assertThat(task.targetName(0)).isEqualTo("load");
    assertThat(task.kinds().getFirst().words()).containsExactly("rest", "work");
  }

  @Test
  void goesOnWhereItStopped() throws IOException {
    train("--gaps fill").succeeded();
    byte[] whole = Files.readAllBytes(model);
    Files.delete(model);
    assertThat(train("--gaps fill --time-limit 0.001s").err())
        .contains("Go on with: ./sluice train forecast %s --resume ".formatted(data));
    Run.here("train forecast %s --resume %s".formatted(data, model)).succeeded();
    assertThat(Files.readAllBytes(model)).isEqualTo(whole);
  }

  @Test
  void aSeriesThatIsNotContinuedIsNotJudged() throws IOException {
    Path rows = temp.resolve("rows.csv");
    String values = ",1,3,2,5,4,6,5,8,7,9".repeat(4);
    String header = "name" + ",V".repeat(40).replace(",V", ",v%d");
    String names = header.formatted(IntStream.range(0, 40).boxed().toArray());
    Files.writeString(rows, "%s\na%s\nb%s\nc%s\n".formatted(names, values, values, values));
    Path test = temp.resolve("test.csv");
    Files.writeString(test, "name,v1,v2,v3\na,,,\nb,6,7,8\nc,5,5,9\n");
    String out =
        Run.here(
                "train forecast %s --series-in-rows --split 70/30/0 --test %s --out %s%s"
                    .formatted(rows, test, model, SMALL.stripTrailing()))
            .succeeded()
            .out();
    assertThat(out).contains("\nTest, 6 rows").contains("\n  MASE ");
  }

  @Test
  void onDiskItIsTheSameModel() throws IOException {
    String options = "--season 6 --horizon 3 --gaps fill --quantiles 0.1,0.5,0.9 ";
    String inMemory = train(options).succeeded().out();
    byte[] whole = Files.readAllBytes(model);
    assertThat(figures(train(options + "--overwrite --on-disk").succeeded().out()))
        .isEqualTo(figures(inMemory));
    assertThat(Files.readAllBytes(model)).isEqualTo(whole);
    Files.delete(model);
    assertThat(train(options + "--on-disk --time-limit 0.001s").err())
        .contains("./sluice train forecast %s --on-disk --resume ".formatted(data));
    Run.here("train forecast %s --resume %s --on-disk".formatted(data, model)).succeeded();
    assertThat(Files.readAllBytes(model)).isEqualTo(whole);
  }

  /** From the table of the test on. */
  private static String figures(String out) {
    return out.substring(out.indexOf("\nTest, "));
  }

  @Test
  void logsAreTablesAndEvents() throws IOException {
    Path log = temp.resolve("log.csv");
    Path events = temp.resolve("events");
    train("--log-file %s --tensorboard %s".formatted(log, events)).succeeded();
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(1 + 8);
    assertThat(lines.getFirst()).startsWith("epoch,update,training_loss,validation_loss,rate,");
    assertThat(lines.getLast()).startsWith("8,").matches("(\\d+(\\.\\d+)?(E-\\d+)?,?){8}");
    try (Stream<Path> files = Files.list(events)) {
      byte[] bytes = Files.readAllBytes(files.toList().getFirst());
      // Length and its checksum, the event and its checksum, as often as there are events.
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int count = 0;
      while (buffer.hasRemaining()) {
        int from = buffer.position();
        int length = Math.toIntExact(buffer.getLong());
        assertThat(buffer.getInt()).isEqualTo(masked(bytes, from, Long.BYTES));
        buffer.position(buffer.position() + length);
        assertThat(buffer.getInt()).isEqualTo(masked(bytes, from + 12, length));
        count++;
      }
      assertThat(count).isEqualTo(1 + 8);
      assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
          .contains("brain.Event:2", "loss/training", "loss/validation");
    }
    train("--log-file " + log + " --overwrite").succeeded();
    Files.delete(model);
    train("--log-file " + log)
        .refused(
            log
                + " exists already; add --overwrite to replace it, or name another file with"
                + " --log-file.");
    train("--seeds 2 --log-file " + temp.resolve("other.csv"))
        .refused("--seeds trains several models to their ends; leave out --log-file.");
  }

  private static int masked(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  @Test
  void showsLayersAndRatesInsteadOfTraining() {
    String out = train("--summary --find-rate --accumulate 2").succeeded().out();
    assertThat(out)
        .startsWith("layer           gives  parameters  operations a step\ninput")
        .containsPattern("\ntogether +\\d+ +[\\d,]+\n")
        .containsPattern(
            "\nTry --rate \\d\\.\\de-0\\d: a tenth of the rate at which the loss is lowest\\.\n");
    JsonNode told = json(train("--summary --json")).getFirst();
    assertThat(told.get("layers")).hasSize(3);
    assertThat(json(train("--find-rate --json")).getFirst().get("suggested").doubleValue())
        .isPositive();
    assertThat(model).doesNotExist();
  }

  @Test
  void severalSeedsHaveAMeanAndASpread() {
    String out = train("--seeds 2").succeeded().out();
    assertThat(out)
        .contains("Seed 1:\n", "Seed 2:\n")
        .containsPattern("\nTest, 40 rows +mean of 2 +spread\n  RMSE +\\d")
        .endsWith("\nThe model that was best in validation is saved in %s.\n".formatted(model));
    List<JsonNode> events = json(train("--seeds 2 --json --overwrite"));
    JsonNode rmse = events.getLast().at("/figures/rmse");
    double first = rmse.get("values").get(0).doubleValue();
    double second = rmse.get("values").get(1).doubleValue();
    assertThat(rmse.get("mean").doubleValue()).isEqualTo((first + second) / 2);
    train("--seeds 2 --resume " + model)
        .refused("--seeds trains several models to their ends; leave out --resume.");
  }

  @Test
  void forecastsWithIntervalsAndAPlot() throws IOException {
    train("--horizon 3 --quantiles 0.1,0.5,0.9").succeeded();
    Path plot = temp.resolve("load.svg");
    String out =
        Run.here("forecast %s %s --plot %s".formatted(model, data, plot)).succeeded().out();
    assertThat(out)
        .startsWith("ahead  time              load 0.1  load 0.5  load 0.9\n")
        .contains("\n    1  2020-01-09T08:00", "\n    3  2020-01-09T10:00")
        .endsWith("The plot is in %s.\n".formatted(plot));
    assertThat(Files.readString(plot)).contains("<svg");
    Run.here("forecast %s %s --plot %s".formatted(model, data, plot))
        .refused(plot + " exists already; add --overwrite to replace it, or name another file.");
    Run.here("forecast %s %s --plot load.pdf".formatted(model, data))
        .refused("--plot must end in .svg or .png; load.pdf does not.");
    List<JsonNode> steps = json(Run.here("forecast %s %s --json".formatted(model, data)));
    assertThat(steps).hasSize(3);
    assertThat(steps.getLast().get("ahead").intValue()).isEqualTo(3);
    List<JsonNode> every = json(Run.here("predict %s %s --json".formatted(model, data)));
    assertThat(every).hasSize(200 * 3);
    for (int ahead = 0; ahead < 3; ahead++) {
      assertThat(every.get(every.size() - 3 + ahead).get("load 0.5"))
          .isEqualTo(steps.get(ahead).get("load 0.5"));
    }
    Run.here("predict %s %s --skip-bad".formatted(model, data))
        .refused("--skip-bad is for lines; %s forecasts 1 column 3 steps ahead.".formatted(model));
    assertThat(Run.here("evaluate %s %s".formatted(model, data)).succeeded().out())
        .containsPattern("\n  coverage, % +\\d");
  }

  @Test
  void whatWasNotExpectedIsFound() throws IOException {
    train("--season 6 --anchor season").succeeded();
    Path strange = table("strange.csv", 200, 150);
    String call = "anomaly %s %s --usual 100".formatted(model, strange);
    assertThat(Run.here(call).succeeded().out())
        .startsWith("1 alarm in 200 rows of %s, above a score of 6.0.\n".formatted(strange))
        .contains("2020-01-07 06:00");
    List<JsonNode> rows = json(Run.here(call + " --json"));
    assertThat(rows).hasSize(200);
    assertThat(rows.get(150).get("alarm").booleanValue()).isTrue();
    assertThat(rows.get(0).get("score").isNull()).isTrue();
  }

  @Test
  void manySeriesInRows() throws IOException {
    StringBuilder train = new StringBuilder("id,1");
    for (int i = 2; i <= 60; i++) {
      train.append(',').append(i);
    }
    StringBuilder test = new StringBuilder("id,1,2,3\n");
    train.append('\n');
    for (int series = 1; series <= 3; series++) {
      train.append('s').append(series);
      test.append('s').append(series);
      for (int i = 0; i < 63; i++) {
        double value = series * 100 * (3 + Math.sin(i * Math.PI / 3));
        (i < 60 ? train : test).append(",%.3f".formatted(value));
      }
      train.append('\n');
      test.append('\n');
    }
    data = Files.writeString(temp.resolve("many.csv"), train.toString());
    Path later = Files.writeString(temp.resolve("later.csv"), test.toString());
    String out =
        train("--series-in-rows --own-scale --season 6 --horizon 3 --split 80/20 --test " + later)
            .succeeded()
            .out();
    assertThat(out).startsWith("Data: 3 series, 144 rows to learn from, 36 to judge by, 9 for");
    assertThat(Run.here("forecast %s %s --series-in-rows".formatted(model, data)).succeeded().out())
        .hasLineCount(1 + 3 * 3);
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() throws IOException {
    train("--target cost").refused(data + " has no column of numbers 'cost'. There are: load.");
    train("--leave-out cost").refused(data + " has no column of numbers 'cost'. There are: load.");
    train("--horizon 0").refused("--horizon must be at least 1; it is 0.");
    Run.here("train forecast %s --window 300".formatted(data))
        .refused(
            data
                + " has 140 rows to learn from; a window of 300 and a horizon of 1 need at least"
                + " 301. Use a smaller window (--window), at most 139, or more rows.");
    Run.here("train forecast %s --window 2 --horizon 200".formatted(data))
        .refused(
            data
                + " has 140 rows to learn from; a window of 2 and a horizon of 200 need at least"
                + " 202. Use a smaller horizon (--horizon) and window (--window), or more rows.");
    Run.here("train forecast %s --horizon 24".formatted(data))
        .refused(
            "The part of %s from row 141 on has 20 rows; a horizon of 24 needs at least as many. Use"
                    .formatted(data)
                + " a smaller one (--horizon), or give that part more rows (--split or --rows).");
    train("--rows 100/50/90").refused(data + " has 200 rows; --rows 100/50/90 needs 240.");
    wrong("time,load\n2020-01-01,1\n2020-01-02,2,3\n", "line 3 has 3 columns; its header has 2.");
    wrong(
        "time,load\n2020-01-01,1\n2020-01-02,much\n",
        "line 3, column 'load' has 'much', where a number belongs.");
    wrong(
        "time,load\n2020-01-01,1\n2020-01-02,2\n2020-01-02,2\n2020-01-03,2\n",
        "line 4 has the same moment as the row before it: each row must be later than the one"
            + " before. Sort the rows and leave out those that are twice, or let rows count with"
            + " --gaps ignore.");
    wrong(
        "time,load\n2020-01-01,1\n2020-01-02,2\n2020-01-03,2\n2020-01-07,2\n",
        "line 5 comes after 4 of the usual steps of time: rows are missing before it. Put them in"
            + " with --gaps fill, or let rows count with --gaps ignore.");
    assertThat(model).doesNotExist();
  }

  @Test
  void dataAreNeverReplaced() throws IOException {
    String before = Files.readString(data);
    String call = "train forecast %s --overwrite%s".formatted(data, SMALL);
    Run.here(call + "--out " + data)
        .refused(data + " is no model file, so it is not replaced; name another with --out.");
    Run.here(call + "--out %s --log-file %s".formatted(model, data))
        .refused(data + " is no log of a training; name another file with --log-file.");
    assertThat(Files.readString(data)).isEqualTo(before);
  }

  @Test
  void placesThatCannotBeWrittenAreSaidFirst() throws IOException {
    Path folder = temp.toRealPath();
    Path file = Files.writeString(folder.resolve("file"), "text");
    train("--tensorboard " + file)
        .refused(file + " is a file, not a folder; name a folder with --tensorboard.");
    train("--tensorboard %s/events".formatted(file))
        .refused(file + " is a file, not a folder; name a folder with --tensorboard.");
    train("--log-file " + folder).refused(folder + " is a folder; name a file with --log-file.");
    Path log = folder.resolve("none/log.csv");
    train("--log-file " + log)
        .refused(
            "%s cannot be written: there is no folder %s; create it, or name another with"
                    .formatted(log, log.getParent())
                + " --log-file.");
    train("").succeeded();
    Path plot = folder.resolve("none/load.svg");
    Run.here("forecast %s %s --plot %s".formatted(model, data, plot))
        .refused(
            "%s cannot be written: there is no folder %s; create it, or name another with --plot."
                .formatted(plot, plot.getParent()));
    Files.delete(model);
    assertThat(Run.files(folder)).containsExactly("file", "load.csv");
  }

  @Test
  void foldersInWhichTheUserMayNotWriteAreSaidFirst() throws IOException {
    Path closed = Files.createDirectory(temp.toRealPath().resolve("closed"));
    assumeTrue(closed.toFile().setWritable(false) && !Files.isWritable(closed), "may not write");
    train("--tensorboard " + closed.resolve("events"))
        .refused(
            "You may not write in the folder %s; name another with --tensorboard."
                .formatted(closed));
    Path log = closed.resolve("log.csv");
    train("--log-file " + log)
        .refused(
            "%s cannot be written: you may not write in the folder %s; name another with"
                    .formatted(log, closed)
                + " --log-file.");
    assertThat(model).doesNotExist();
  }

  @Test
  void whatIsJudgedByIsNotWhatWasLearned() throws IOException {
    train("--validation " + data)
        .refused(
            "DATA and --validation are the same: %s. What a model is judged by must not be what it"
                    .formatted(data)
                + " learned; name another, or leave --validation out to take a part of DATA.");
    Path copy = Files.copy(data, temp.resolve("copy.csv"));
    assertThat(train("--validation " + copy).err())
        .isEqualTo(
            "%s has the same content as %s: figures on it do not tell how good the model is on new"
                    .formatted(copy, data)
                + " data.\n");
  }

  @Test
  void evaluatesBesideWhatIsTrivial() {
    train("--season 6 --anchor linear").succeeded();
    assertThat(Run.here("evaluate %s %s".formatted(model, data)).succeeded().out())
        .containsPattern("200 rows +model +linear autoregression +persistence +season before\n");
  }

  @Test
  void quantilesRise() {
    train("--quantiles 0.9,0.1")
        .refused("--quantiles must rise, as in 0.1,0.5,0.9; [0.9, 0.1] do not.");
  }

  @Test
  void saysWhichColumnIsTheTime() throws IOException {
    String commas = Files.readString(data).replace(",", ";").replace(".", ",");
    data = Files.writeString(temp.resolve("commas.csv"), commas);
    train("").succeeded();
    List<JsonNode> events = json(train("--json --overwrite"));
    assertThat(events.getFirst().get("time").stringValue()).isEqualTo("time");
    assertThat(events.getFirst().get("pace").stringValue()).isEqualTo("one row each hour");
    String plain = Files.readString(data).replaceAll("(?m)^[^;]*;", "");
    data = Files.writeString(temp.resolve("plain.csv"), plain);
    assertThat(train("--overwrite").succeeded().out())
        .startsWith(
            "Data: 140 rows to learn from, 20 to judge by, 40 for the end; no time column.");
    Files.delete(model);
    wrong(
        "time,load\n2020-01-01,1\n2020-01-02,\"3,14\"\n",
        "line 3, column 'load' has '3,14', a number with a comma: write 3.14, or put semicolons"
            + " between columns if it is a decimal comma.");
  }

  @Test
  void timesThatGoBackAreRefused() throws IOException {
    wrong(
        "time,load\n2020-01-03,1\n2020-01-02,2\n2020-01-01,2\n",
        "line 3 has an earlier moment than the row before it: each row must be later than the one"
            + " before. Sort the rows and leave out those that are twice, or let rows count with"
            + " --gaps ignore.");
    wrong(
        "time,load\n2020-01-01,1\n2020-01-01,2\n2020-01-01,2\n",
        "line 3 has the same moment as the row before it: each row must be later than the one"
            + " before. Sort the rows and leave out those that are twice, or let rows count with"
            + " --gaps ignore.");
  }

  private void wrong(String content, String sentence) throws IOException {
    data = Files.writeString(temp.resolve("wrong.csv"), content);
    train("").refused(data + ", " + sentence);
  }
}
