package dev.sluice.server.model;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Range;
import dev.sluice.model.Model;
import dev.sluice.task.Classification;
import dev.sluice.task.Forecasting;
import dev.sluice.task.Music;
import dev.sluice.task.NextSymbol;
import dev.sluice.task.Remembering;
import dev.sluice.task.Rewriting;
import dev.sluice.task.Tagging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the page says of a model.
 *
 * @param what it is for
 * @param reads {@code text}, {@code numbers} or {@code other}
 * @param streaming whether it reads a sequence as it comes
 */
record ModelFacts(
    String file,
    String what,
    String reads,
    boolean streaming,
    List<Row> summary,
    List<Recurrent> recurrent,
    String example) {

  /** A layer in numbers. */
  record Row(String layer, int outputSize, long parameters) {}

  /** A recurrent layer with its input and hidden size and the values of its equations. */
  record Recurrent(
      String name, String cell, int input, int size, String text, List<Value> values) {}

  /**
   * A named value.
   *
   * @param kind {@code state}; {@code gate} between 0 and 1; else {@code bounded} or {@code free}
   */
  record Value(String name, int size, String kind) {}

  static ModelFacts of(Subject subject) {
    Model model = subject.model();
    String reads = subject.readsText() ? "text" : model.featureSize() > 0 ? "numbers" : "other";
    return new ModelFacts(
        subject.name(),
        what(subject),
        reads,
        model.isStreaming(),
        model.summary().stream()
            .map(one -> new Row(one.layer(), one.outputSize(), one.parameters()))
            .toList(),
        model.recurrences().stream().map(ModelFacts::recurrent).toList(),
        subject.example());
  }

  private static String what(Subject subject) {
    return switch (subject.checkpoint().task()) {
      case NextSymbol next ->
          "next "
              + switch (next.vocabulary().tokens()) {
                case CHARACTERS -> "character";
                case WORDS -> "word";
                case BYTES -> "byte";
              };
      case Classification _ -> "label of a sequence";
      case Tagging _ -> "tag of each word";
      case Forecasting _ -> "forecast";
      case Music _ -> "next keys";
      case Remembering remembering -> "task " + remembering.puzzle();
      case Rewriting _ -> "another sequence";
    };
  }

  private static Recurrent recurrent(Model.Recurrence layer) {
    return new Recurrent(
        layer.name(),
        layer.cell().name(),
        layer.sizes().input(),
        layer.sizes().hidden(),
        layer.cell().text(),
        values(layer));
  }

  private static List<Value> values(Model.Recurrence layer) {
    Cell cell = layer.cell();
    Map<String, Range> ranges = Range.of(cell);
    List<Value> values = new ArrayList<>();
    for (Equation equation : cell.vectorEquations()) {
      values.add(
          new Value(
              equation.name(),
              layer.sizes().of(cell.shapes().size(equation.name())),
              equation.next() ? "state" : kind(ranges.get(equation.target()))));
    }
    return values;
  }

  private static String kind(Range range) {
    return range.isShare() ? "gate" : range.isBounded() ? "bounded" : "free";
  }
}
