package dev.sluice.cli.use;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.forecast.SeriesFile;
import dev.sluice.cli.train.ThreadsOption;
import dev.sluice.cli.train.Trained;
import dev.sluice.kernel.VectorMath;
import dev.sluice.model.Model;
import dev.sluice.source.Labelled;
import dev.sluice.source.Series;
import dev.sluice.source.Span;
import dev.sluice.source.Tagged;
import dev.sluice.stream.Session;
import dev.sluice.task.Classification;
import dev.sluice.task.Forecasting;
import dev.sluice.task.Forecasts;
import dev.sluice.task.NextSymbol;
import dev.sluice.task.Reading;
import dev.sluice.task.Rewriting;
import dev.sluice.task.Tagging;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
          + " are answered as they come.",
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
    @Option(names = "--json", description = "Print one JSON object for each answer.") boolean json,
    Given given)
    implements Task {

  /** Lines that are answered together, where that many are there. */
  private static final int TOGETHER = 64;

  /** What is written has so many symbols at most, and is searched with so many at once. */
  private static final int LONGEST = 1000;

  private static final int BEAM = 4;

  /** Next symbols that are shown. */
  private static final int SHOWN = 5;

  /**
   * A line that is to be answered.
   *
   * @param number from 1
   */
  private record Line(String text, long number) {}

  private interface Answering {
    void answer(List<Line> lines) throws IOException;
  }

  @Override
  public int run(Console console) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(model);
    Model trained = checkpoint.model();
    switch (checkpoint.task()) {
      case Classification task -> {
        console.advise();
        if (!json) {
          console.line("label\tprobability");
        }
        each(console, lines -> label(console, task, trained, lines));
      }
      case Tagging task -> {
        console.advise();
        each(console, lines -> tag(console, task, trained, lines));
      }
      case NextSymbol task -> {
        console.advise();
        each(console, lines -> lines.forEach(line -> next(console, task, trained, line.text())));
      }
      case Rewriting task -> {
        console.advise();
        each(console, lines -> rewrite(console, task, trained, lines));
      }
      case Forecasting task -> forecast(console, task, checkpoint);
      default ->
          throw Failure.wrong(
              "%s %s; there is nothing to predict line by line.", model, checkpoint.task().does());
    }
    return DONE;
  }

  /** Hands over lines, as many at once as are there. */
  private void each(Console console, Answering answering) throws IOException {
    try (BufferedReader reader = Input.of(data, console)) {
      List<Line> lines = new ArrayList<>();
      long number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          lines.add(new Line(line, number));
        }
        if (!lines.isEmpty() && (lines.size() == TOGETHER || !reader.ready())) {
          answering.answer(lines);
          lines.clear();
        }
        if (console.closed() || console.interrupt().requested()) {
          return;
        }
      }
      if (!lines.isEmpty()) {
        answering.answer(lines);
      }
    }
  }

  private String place(Line line) {
    return String.format(
        Locale.ROOT, "%s, line %,d", data == null ? "standard input" : data, line.number());
  }

  private void label(Console console, Classification task, Model trained, List<Line> lines) {
    List<Labelled.Content> contents = new ArrayList<>();
    boolean numbers = task.reading() instanceof Reading.Scaled;
    for (Line line : lines) {
      contents.add(Labelled.content(line.text(), numbers, place(line)));
    }
    float[][] all =
        task.probabilities(
            trained, task.unlabelled(contents, place(lines.getFirst())), threads.workers());
    for (float[] probabilities : all) {
      int best = Classification.likeliest(probabilities);
      if (!json) {
        console.line("%s\t%.4f", task.labels().get(best), probabilities[best]);
        continue;
      }
      Map<String, Object> each = new LinkedHashMap<>();
      for (int i = 0; i < probabilities.length; i++) {
        each.put(task.labels().get(i), probabilities[i]);
      }
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("label", task.labels().get(best));
      object.put("probabilities", each);
      console.json(object);
    }
  }

  private void tag(Console console, Tagging task, Model trained, List<Line> lines) {
    List<List<String>> sentences = new ArrayList<>();
    for (Line line : lines) {
      List<String> words = Tagged.words(line.text(), place(line));
      if (words.isEmpty()) {
        throw Failure.wrong("%s has no words.", place(line));
      }
      sentences.add(words);
    }
    int[][] tags = task.tags(trained, task.untagged(sentences), threads.workers());
    for (int i = 0; i < tags.length; i++) {
      List<String> names = task.names(tags[i]);
      if (json) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
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

  private void rewrite(Console console, Rewriting task, Model trained, List<Line> lines) {
    boolean numbers = task.reading() instanceof Reading.Scaled;
    for (Line line : lines) {
      Labelled.Content content = Labelled.content(line.text(), numbers, place(line));
      String written = task.write(trained, content, LONGEST, BEAM);
      if (json) {
        console.json(Map.of("text", written));
      } else {
        console.line("%s", written);
      }
    }
  }

  /** How unsure a model is of the symbols of a line, and which it expects after it. */
  private void next(Console console, NextSymbol task, Model trained, String line) {
    int[] ids = task.vocabulary().encode(line);
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
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("text", line);
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
    // Rows whose values are not there yet: then every row has a forecast.
    double[][] unknown = new double[task.horizon()][series.columns().size()];
    String[][] words = new String[task.horizon()][series.kinds().size()];
    for (int i = 0; i < unknown.length; i++) {
      Arrays.fill(unknown[i], Double.NaN);
      Arrays.fill(words[i], "");
    }
    Series later =
        new Series(
            series.name(),
            Collections.nCopies(unknown.length, ""),
            series.columns(),
            unknown,
            series.kinds(),
            words);
    Series longer = series.then(later);
    Span span = task.all(longer);
    Forecasts forecasts = task.forecast(checkpoint.model(), List.of(span), threads.workers());
    int first = Math.max(1, span.from()) - 1;
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
          object.put("time", series.times().get(row));
          object.put("ahead", ahead + 1);
          for (int i = 0; i < values.length; i++) {
            object.put(names.get(i), Models.number(values[i]));
          }
          console.json(object);
        } else {
          StringBuilder line = new StringBuilder();
          line.append(row + 1).append(',').append(series.times().get(row)).append(',');
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
