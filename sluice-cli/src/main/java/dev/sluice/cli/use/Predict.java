package dev.sluice.cli.use;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.forecast.SeriesFile;
import dev.sluice.cli.train.ThreadsOption;
import dev.sluice.cli.train.Trained;
import dev.sluice.cli.use.Lines.Line;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.kernel.VectorMath;
import dev.sluice.model.Model;
import dev.sluice.source.Labelled;
import dev.sluice.source.Series;
import dev.sluice.source.Tagged;
import dev.sluice.stream.Session;
import dev.sluice.task.Classification;
import dev.sluice.task.Forecasting;
import dev.sluice.task.Forecasts;
import dev.sluice.task.NextSymbol;
import dev.sluice.task.Reading;
import dev.sluice.task.Rewriting;
import dev.sluice.task.Tagging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a model says of data whose answers are not known. */
@Command(
    name = "predict",
    description = {
      "Tell what a model says of each line of some data: the label of a sequence, the tags of a"
          + " sentence, the next symbols of a text, the forecast from each row of a table. Lines"
          + " are answered as they come. What comes after the last row of a table is what"
          + " 'forecast' tells; with --own-scale 'forecast' scales by all rows, 'predict' by the"
          + " first window.",
      "",
      "  echo \"a fine film\" | sluice predict reviews.safetensors",
      "  sluice predict reviews.safetensors new.jsonl --json",
      ""
    })
public record Predict(
    @Parameters(index = "0", paramLabel = "MODEL", description = "A model file.") Path model,
    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description =
                "A sequence on each line, as text or as JSON, for a model of tags a sentence"
                    + " (default: standard input); for a model of forecasts a table.")
        @Nullable Path data,
    SeriesFile form,
    ThreadsOption threads,
    @Option(
            names = "--skip-bad",
            description =
                "Go on where a line cannot be answered: each is told on standard error, and the"
                    + " exit status is 1 (default: end at the first).")
        boolean skipBad,
    @Option(names = "--json", description = "Print one JSON object for each answer.") boolean json,
    Given given)
    implements Task {

  /** What is written has so many symbols at most, and is searched with so many at once. */
  private static final int LONGEST = 1000;

  private static final int BEAM = 4;

  /** Next symbols that are shown. */
  private static final int SHOWN = 5;

  @Override
  public int run(Console console) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(model);
    Model trained = checkpoint.model();
    Lines lines = new Lines(console, data, skipBad);
    return switch (checkpoint.task()) {
      case Classification task -> {
        console.advise();
        if (!json) {
          console.line("label\tprobability");
        }
        boolean numbers = task.reading() instanceof Reading.Scaled;
        yield lines.each(
            (line, place) ->
                task.unlabelled(List.of(Labelled.content(line, numbers, place)), place).get(0),
            all -> label(console, task, trained, all));
      }
      case Tagging task -> {
        console.advise();
        yield lines.each(Predict::words, all -> tag(console, task, trained, all));
      }
      case NextSymbol task -> {
        console.advise();
        yield lines.each(
            (line, place) -> encoded(task, line, place),
            all -> all.forEach(line -> next(console, task, trained, line)));
      }
      case Rewriting task -> {
        console.advise();
        boolean numbers = task.reading() instanceof Reading.Scaled;
        yield lines.each(
            (line, place) -> {
              Labelled.Content content = Labelled.content(line, numbers, place);
              task.reading().read(content, place);
              return content;
            },
            all -> rewrite(console, task, trained, all));
      }
      case Forecasting task -> {
        if (skipBad) {
          throw Failure.wrong("--skip-bad is for lines; %s %s.", model, task.does());
        }
        forecast(console, task, checkpoint);
        yield DONE;
      }
      default ->
          throw Failure.wrong(
              "%s %s; there is nothing to predict line by line.", model, checkpoint.task().does());
    };
  }

  private static List<String> words(String line, String place) {
    List<String> words = Tagged.words(line, place);
    if (words.isEmpty()) {
      throw Failure.wrong("%s has no words.", place);
    }
    return words;
  }

  private static Text encoded(NextSymbol task, String line, String place) {
    try {
      return new Text(line, task.vocabulary().encode(line));
    } catch (IllegalArgumentException e) {
      throw Failure.wrong("%s: %s", place, e.getMessage());
    }
  }

  /** A text with its symbols. */
  private record Text(String text, int[] ids) {}

  /** An answer in JSON; where lines may be missing, it says which one it answers. */
  private Map<String, @Nullable Object> object(Line<?> line) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    if (skipBad) {
      object.put("line", line.number());
    }
    return object;
  }

  private void label(
      Console console, Classification task, Model trained, List<Line<Example>> lines) {
    Examples examples = Examples.of(lines.stream().map(Line::content).toList());
    float[][] all = task.probabilities(trained, examples, threads.workers());
    for (int row = 0; row < all.length; row++) {
      float[] probabilities = all[row];
      int best = Classification.likeliest(probabilities);
      if (!json) {
        console.line("%s\t%.4f", task.labels().get(best), probabilities[best]);
        continue;
      }
      Map<String, Object> each = new LinkedHashMap<>();
      for (int i = 0; i < probabilities.length; i++) {
        each.put(task.labels().get(i), probabilities[i]);
      }
      Map<String, @Nullable Object> object = object(lines.get(row));
      object.put("label", task.labels().get(best));
      object.put("probabilities", each);
      console.json(object);
    }
  }

  private void tag(Console console, Tagging task, Model trained, List<Line<List<String>>> lines) {
    List<List<String>> sentences = lines.stream().map(Line::content).toList();
    int[][] tags = task.tags(trained, task.untagged(sentences), threads.workers());
    for (int i = 0; i < tags.length; i++) {
      List<String> names = task.names(tags[i]);
      if (json) {
        Map<String, @Nullable Object> object = object(lines.get(i));
        object.put("words", sentences.get(i));
        object.put("tags", names);
        console.json(object);
        continue;
      }
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < names.size(); word++) {
        text.append(sentences.get(i).get(word)).append('\t').append(names.get(word)).append('\n');
      }
      console.text(text.append('\n').toString());
    }
  }

  private void rewrite(
      Console console, Rewriting task, Model trained, List<Line<Labelled.Content>> lines) {
    for (Line<Labelled.Content> line : lines) {
      String written = task.write(trained, line.content(), LONGEST, BEAM);
      if (json) {
        Map<String, @Nullable Object> object = object(line);
        object.put("text", written);
        console.json(object);
      } else {
        console.line("%s", written);
      }
    }
  }

  /** How unsure a model is of the symbols of a line, and which it expects after it. */
  private void next(Console console, NextSymbol task, Model trained, Line<Text> line) {
    int[] ids = line.content().ids();
    Session session = Session.of(trained);
    double nats = 0;
    float[] scores = {};
    for (int i = 0; i < ids.length; i++) {
      if (i > 0) {
        nats -= Math.log(Math.max(scores[ids[i]], Float.MIN_NORMAL));
      }
      scores = session.step(ids[i]);
      VectorMath.softmax(scores, 0, scores.length);
    }
    float[] last = scores;
    Integer[] order = new Integer[last.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Float.compare(last[b], last[a]));
    Map<String, Object> expected = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(SHOWN, order.length); i++) {
      expected.put(task.vocabulary().decode(order[i]), last[order[i]]);
    }
    double each = nats / Math.max(1, ids.length - 1);
    if (json) {
      Map<String, @Nullable Object> object = object(line);
      object.put("text", line.content().text());
      object.put("nats", each);
      object.put("next", expected);
      console.json(object);
    } else {
      StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%.4f", each));
      expected.forEach(
          (symbol, probability) ->
              text.append(
                  String.format(
                      Locale.ROOT, "\t%s %.3f", symbol.replace("\n", "\\n"), probability)));
      console.line("%s", text);
    }
  }

  /** From each row of a table, what comes after it. */
  private void forecast(Console console, Forecasting task, Checkpoint checkpoint)
      throws IOException {
    if (data == null) {
      throw Failure.wrong(
          "Name the table: ./sluice predict %s DATA; a forecast needs the rows before it.", model);
    }
    Series series = Models.one(data, Trained.or(form, given, checkpoint).read(data));
    console.advise();
    Forecasts forecasts = task.fromEachRow(checkpoint.model(), series, threads.workers());
    int first = series.count() - forecasts.values().length;
    List<String> names = Models.names(task);
    if (!json) {
      console.line("row,time,ahead,%s", String.join(",", names));
    }
    for (int row = first; row < series.count() && !console.closed(); row++) {
      double[] said = forecasts.values()[row - first];
      int perStep = said.length / task.horizon();
      for (int ahead = 0; ahead < task.horizon(); ahead++) {
        double[] values = Arrays.copyOfRange(said, ahead * perStep, (ahead + 1) * perStep);
        if (json) {
          Map<String, @Nullable Object> object = new LinkedHashMap<>();
          object.put("row", row + 1);
          object.put("time", series.moment(row));
          object.put("ahead", ahead + 1);
          for (int i = 0; i < values.length; i++) {
            object.put(names.get(i), Models.number(values[i]));
          }
          console.json(object);
        } else {
          StringBuilder line = new StringBuilder();
          line.append(row + 1).append(',').append(series.moment(row)).append(',');
          line.append(ahead + 1);
          for (double value : values) {
            line.append(',').append(Double.isNaN(value) ? "" : Double.toString(value));
          }
          console.line("%s", line);
        }
      }
    }
  }
}
