package dev.sluice.checkpoint;

import dev.sluice.data.Tokens;
import dev.sluice.data.Vocabulary;
import dev.sluice.task.Classification;
import dev.sluice.task.Forecasting;
import dev.sluice.task.Forecasting.Anchor;
import dev.sluice.task.Forecasting.Column;
import dev.sluice.task.Forecasting.Kind;
import dev.sluice.task.Forecasting.Target;
import dev.sluice.task.LongLag;
import dev.sluice.task.Music;
import dev.sluice.task.NextSymbol;
import dev.sluice.task.Reading;
import dev.sluice.task.Remembering;
import dev.sluice.task.Rewriting;
import dev.sluice.task.Tagging;
import dev.sluice.task.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a model file says of the task that its model is for. */
final class TaskDescription {
  private TaskDescription() {}

  static Map<String, Object> written(Task task) {
    Map<String, Object> object = new LinkedHashMap<>();
    switch (task) {
      case NextSymbol(Vocabulary vocabulary) -> {
        object.put("task", "next-symbol");
        object.put("vocabulary", written(vocabulary));
      }
      case Classification(Reading reading, List<String> labels) -> {
        object.put("task", "classification");
        object.put("reading", written(reading));
        object.put("labels", labels);
      }
      case Tagging(Vocabulary words, Vocabulary letters, List<String> tags) -> {
        object.put("task", "tagging");
        object.put("words", written(words));
        object.put("letters", written(letters));
        object.put("tags", tags);
      }
      case Forecasting forecasting -> {
        object.put("task", "forecasting");
        object.put(
            "columns", forecasting.columns().stream().map(TaskDescription::written).toList());
        object.put("kinds", forecasting.kinds().stream().map(TaskDescription::written).toList());
        object.put(
            "targets", forecasting.targets().stream().map(TaskDescription::written).toList());
        object.put("window", forecasting.window());
        object.put("horizon", forecasting.horizon());
        object.put("anchor", forecasting.anchor().toString());
        object.put("season", forecasting.season());
        object.put("levels", forecasting.levels());
        object.put("ownScale", forecasting.ownScale());
        object.put("changes", forecasting.changes());
        object.put(
            "linear", forecasting.linear().stream().map(row -> Map.of("numbers", row)).toList());
      }
      case Music(int lowest, int keys) -> {
        object.put("task", "music");
        object.put("lowest", lowest);
        object.put("keys", keys);
      }
      case Rewriting(Reading reading, Vocabulary symbols) -> {
        object.put("task", "rewriting");
        object.put("reading", written(reading));
        object.put("written", written(symbols));
      }
      case Remembering(LongLag puzzle, int length) -> {
        object.put("task", "long-lag");
        object.put("puzzle", puzzle.toString());
        object.put("length", length);
      }
    }
    return object;
  }

  static Task task(Fields fields) {
    String task = fields.text("task");
    return switch (task) {
      case "next-symbol" -> new NextSymbol(vocabulary(fields.object("vocabulary")));
      case "classification" ->
          new Classification(reading(fields.object("reading")), fields.texts("labels"));
      case "tagging" ->
          new Tagging(
              vocabulary(fields.object("words")),
              vocabulary(fields.object("letters")),
              fields.texts("tags"));
      case "forecasting" ->
          new Forecasting(
              fields.objects("columns").stream().map(TaskDescription::column).toList(),
              fields.objects("kinds").stream()
                  .map(kind -> new Kind(kind.text("name"), kind.texts("words")))
                  .toList(),
              fields.objects("targets").stream()
                  .map(target -> new Target(target.whole("column"), target.number("spread")))
                  .toList(),
              fields.whole("window"),
              fields.whole("horizon"),
              fields.choice("anchor", Anchor.values()),
              fields.whole("season"),
              fields.numbers("levels"),
              fields.flag("ownScale"),
              fields.flag("changes"),
              fields.objects("linear").stream().map(row -> row.numbers("numbers")).toList());
      case "music" -> new Music(fields.whole("lowest"), fields.whole("keys"));
      case "rewriting" ->
          new Rewriting(reading(fields.object("reading")), vocabulary(fields.object("written")));
      case "long-lag" ->
          new Remembering(fields.choice("puzzle", LongLag.values()), fields.whole("length"));
      default ->
          throw new IllegalArgumentException(
              "%s is '%s', a task that this version does not know"
                  .formatted(fields.place("task"), task));
    };
  }

  private static Map<String, Object> written(Column column) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", column.name());
    object.put("log", column.log());
    object.put("mean", column.mean());
    object.put("deviation", column.deviation());
    object.put("mayMiss", column.mayMiss());
    return object;
  }

  private static Column column(Fields fields) {
    return new Column(
        fields.text("name"),
        fields.flag("log"),
        fields.number("mean"),
        fields.number("deviation"),
        fields.flag("mayMiss"));
  }

  private static Map<String, Object> written(Kind kind) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", kind.name());
    object.put("words", kind.words());
    return object;
  }

  private static Map<String, Object> written(Target target) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("column", target.column());
    object.put("spread", target.spread());
    return object;
  }

  private static Map<String, Object> written(Reading reading) {
    Map<String, Object> object = new LinkedHashMap<>();
    switch (reading) {
      case Reading.Symbols(Vocabulary vocabulary) -> object.put("vocabulary", written(vocabulary));
      case Reading.Scaled(List<Double> means, List<Double> deviations) -> {
        object.put("means", means);
        object.put("deviations", deviations);
      }
    }
    return object;
  }

  private static Reading reading(Fields fields) {
    return fields.has("vocabulary")
        ? new Reading.Symbols(vocabulary(fields.object("vocabulary")))
        : new Reading.Scaled(fields.numbers("means"), fields.numbers("deviations"));
  }

  static Map<String, Object> written(Vocabulary vocabulary) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("tokens", vocabulary.tokens().toString());
    if (vocabulary.isOpen() && vocabulary.tokens() == Tokens.CHARACTERS) {
      object.put("open", true);
    }
    object.put("symbols", vocabulary.symbols());
    return object;
  }

  static Vocabulary vocabulary(Fields fields) {
    return switch (Tokens.parse(fields.text("tokens"))) {
      case BYTES -> Vocabulary.ofBytes();
      case WORDS -> Vocabulary.ofWords(fields.texts("symbols"));
      case CHARACTERS -> {
        Vocabulary characters = Vocabulary.ofCharacters(fields.texts("symbols"));
        yield fields.has("open") && fields.flag("open") ? characters.open() : characters;
      }
    };
  }
}
