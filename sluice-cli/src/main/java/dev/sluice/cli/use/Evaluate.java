package dev.sluice.cli.use;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.classify.ClassifyScore;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.forecast.ForecastScore;
import dev.sluice.cli.forecast.SeriesFile;
import dev.sluice.cli.tag.TagScore;
import dev.sluice.cli.task.TaskScore;
import dev.sluice.cli.text.TextEvaluation;
import dev.sluice.cli.text.TextEvaluation.Part;
import dev.sluice.cli.train.Figure;
import dev.sluice.cli.train.Measure;
import dev.sluice.cli.train.Score;
import dev.sluice.cli.train.ThreadsOption;
import dev.sluice.cli.train.Trained;
import dev.sluice.data.Examples;
import dev.sluice.data.Split;
import dev.sluice.model.Model;
import dev.sluice.source.Labelled;
import dev.sluice.source.PianoRoll;
import dev.sluice.source.Series;
import dev.sluice.source.Tagged;
import dev.sluice.task.Classification;
import dev.sluice.task.Forecasting;
import dev.sluice.task.Music;
import dev.sluice.task.NextSymbol;
import dev.sluice.task.Remembering;
import dev.sluice.task.Rewriting;
import dev.sluice.task.Tagging;
import dev.sluice.train.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How good a model is on some data. */
@Command(
    name = "evaluate",
    description =
        "Judge a model by data of its kind: a text, labels, tags, a table, music. The guesses"
            + " beside it know how often each label, tag or key is in these very data; those that"
            + " only training data can teach are told by 'train'.")
public record Evaluate(
    @Parameters(index = "0", paramLabel = "MODEL", description = "A model file.") Path model,
    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DATA",
            description = "Data such as it was trained on; for a classic task they are drawn.")
        @Nullable Path data,
    @Option(
            names = "--part",
            paramLabel = "PART",
            description =
                "Of a text: all, or the train, validation or test part as the model was trained"
                    + " (default all).")
        @Nullable Part part,
    @Option(
            names = "--split",
            paramLabel = "A/B/C",
            description = "Of a text: where parts end (default: as the model was trained).")
        @Nullable Split split,
    @Option(
            names = "--column",
            paramLabel = "COLUMN",
            description =
                "Of tagged words: the column of the tag (default: as the model was trained).")
        @Nullable String column,
    @Option(
            names = "--steps-per-quarter",
            paramLabel = "N",
            description = "Of MIDI: steps of a quarter note (default: as the model was trained).")
        @Nullable Integer stepsPerQuarter,
    @Option(
            names = "--length",
            paramLabel = "T",
            description = "Of a classic task: how long ago (default: as the model was trained).")
        @Nullable Integer length,
    SeriesFile form,
    ThreadsOption threads,
    @Option(names = "--json", description = "Print one JSON object.") boolean json,
    Given given)
    implements Task {

  @Override
  public int run(Console console) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(model);
    if (checkpoint.task() instanceof NextSymbol) {
      Part wanted = part == null ? Part.ALL : part;
      new TextEvaluation(model, data("a text"), wanted, split, threads.workers(), json)
          .run(console, checkpoint);
      return DONE;
    }
    if (part != null || split != null) {
      throw Failure.wrong(
          "--%s is for models of text; %s %s.",
          part != null ? "part" : "split", model, checkpoint.task().does());
    }
    Score score = score(console, checkpoint);
    if (json) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("model", model.toString());
      score.put(object);
      console.json(object);
    } else {
      console.text(score.text());
    }
    return DONE;
  }

  private Score score(Console console, Checkpoint checkpoint) throws IOException {
    Model trained = checkpoint.model();
    int workers = threads.workers();
    switch (checkpoint.task()) {
      case Classification task -> {
        Labelled judged = Labelled.read(data("sequences with their labels"));
        Examples examples = task.examples(judged);
        console.advise();
        return ClassifyScore.of(
            about(examples.count(), "sequences"),
            task.confusion(trained, examples, workers),
            ClassifyScore.mostFrequent(judged, judged));
      }
      case Tagging task -> {
        String tags =
            column != null
                ? column
                : Trained.option(checkpoint, "column") instanceof String s ? s : "";
        Tagged judged = Tagged.read(data("words with their tags"), tags);
        Examples examples = task.examples(judged);
        console.advise();
        return TagScore.of(
            about(judged.words(), "words"),
            task,
            trained,
            examples,
            TagScore.mostFrequent(judged),
            workers);
      }
      case Forecasting task -> {
        List<Series> series = Trained.or(form, given, checkpoint).read(data("a table"));
        console.advise();
        return ForecastScore.of(
            about(series.stream().mapToInt(Series::count).sum(), "rows"),
            task,
            trained,
            List.of(),
            series.stream().map(task::all).toList(),
            workers);
      }
      case Music task -> {
        Examples examples =
            task.examples(
                PianoRoll.read(data("music"), MidiOptions.steps(stepsPerQuarter, checkpoint)));
        console.advise();
        Evaluation evaluation = Evaluation.of(trained, examples.batches(8), task.loss(), workers);
        return new Score(
            about(evaluation.targets(), "steps"),
            List.of(
                new Figure(
                    "nats per step",
                    Measure.LOSS,
                    evaluation.loss(),
                    Map.of("persistence", task.persistence(examples, examples)))),
            Map.of());
      }
      case Rewriting task -> {
        Examples examples = task.examples(Labelled.read(data("texts and what is to be written")));
        console.advise();
        return new Score(
            about(examples.count(), "sequences"),
            List.of(
                new Figure("without a mistake", Measure.SHARE, task.accuracy(trained, examples))),
            Map.of());
      }
      case Remembering task -> {
        if (data != null) {
          throw Failure.wrong(
              "%s %s: its sequences are drawn; leave out %s.", model, task.does(), data);
        }
        console.advise();
        return TaskScore.of(
            length == null ? task : new Remembering(task.puzzle(), length), trained, workers);
      }
      case NextSymbol _ -> throw new IllegalStateException("a text was evaluated already");
    }
  }

  private String about(long count, String unit) {
    return String.format(Locale.ROOT, "%s, %,d %s", data, count, unit);
  }

  private Path data(String kind) {
    if (data == null) {
      throw Failure.wrong(
          "Name the data by which it shall be judged: ./sluice evaluate %s DATA, with %s.",
          model, kind);
    }
    return data;
  }
}
