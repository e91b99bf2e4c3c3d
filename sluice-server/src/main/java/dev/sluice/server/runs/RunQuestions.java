package dev.sluice.server.runs;

import dev.sluice.inspect.Property;
import dev.sluice.inspect.Units;
import dev.sluice.server.http.Api;
import dev.sluice.server.http.Floats;
import dev.sluice.server.http.Query;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.http.TimeLimit;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** {@code /api/runs/{id}/…}: what can be asked of a text that was read. */
final class RunQuestions {
  /** The most numbers of one answer: a screen shows fewer. */
  private static final long MOST_NUMBERS = 4_000_000;

  /** Numbers of one value that are compared with a property: the beginning of a long text. */
  private static final int MOST_TRACKED = 10_000_000;

  /** Symbols as texts. */
  record Symbols(List<String> symbols) {}

  /** One unit over time. */
  record Unit(float[] values, float least, float greatest, double mean) {}

  /** The gates of a layer. */
  record Saturation(List<Run.OfGate> gates) {}

  /** Units that do alike. */
  record Similar(List<Likeness.Like> units) {}

  /** Units in an order to draw them in. */
  record Order(int[] units) {}

  /**
   * The units of a value that track a property of the text.
   *
   * @param chance what the best unit reaches with the property put elsewhere in the text
   */
  record Tracking(String property, List<Units.Unit> units, double chance) {}

  private final TimeLimit quick = new TimeLimit(10, 4);

  /** For what compares all steps of many units. */
  private final TimeLimit slow = new TimeLimit(60, 2);

  private final Function<Query, Run> runs;

  RunQuestions(Function<Query, Run> runs) {
    this.runs = runs;
  }

  void routes(Api api) {
    api.get("/api/runs/{id}/symbols", this::symbols)
        .get("/api/runs/{id}/values", limited(quick, "The picture", this::values))
        .get("/api/runs/{id}/step", this::step)
        .get("/api/runs/{id}/unit", this::unit)
        .get("/api/runs/{id}/saturation", limited(quick, "The count", this::saturation))
        .get("/api/runs/{id}/similar", limited(slow, "The comparison", this::similar))
        .get("/api/runs/{id}/units", limited(slow, "The search", this::units))
        .get("/api/runs/{id}/order", limited(slow, "The order", this::order));
  }

  private static Api.Answering<Query> limited(
      TimeLimit limit, String what, Api.Answering<Query> answering) {
    return query -> limit.within(what, () -> answering.answer(query));
  }

  /** Some of what there is, cut to it: a page may ask beyond the end. */
  private record Span(int from, int to) {
    static Span of(Query query, String from, String to, int size) {
      int begin = Math.clamp(query.number(from, 0), 0, size);
      int end = Math.clamp(query.number(to, size), 0, size);
      if (begin >= end) {
        throw Refusal.wrong(
            "There is nothing between '%s' and '%s'; there are %,d.", from, to, size);
      }
      return new Span(begin, end);
    }

    int size() {
      return to - from;
    }
  }

  private Symbols symbols(Query query) {
    Run run = runs.apply(query);
    Span span = Span.of(query, "from", "to", run.ids().length);
    return new Symbols(run.symbols(span.from, Math.min(span.to, span.from + Runs.SYMBOLS)));
  }

  private Floats values(Query query) {
    Run run = runs.apply(query);
    String value = value(run, query);
    Span steps = Span.of(query, "from", "to", run.recorded().steps());
    Span units = Span.of(query, "first", "last", run.recorded().sizes().get(value));
    int columns = Math.clamp(query.number("columns", steps.size()), 1, steps.size());
    if ((long) columns * units.size() > MOST_NUMBERS) {
      throw Refusal.impossible(
          "%,d columns of %,d units are more than a page can show; ask for fewer columns.",
          columns, units.size());
    }
    return Columns.of(run.recorded(), value, steps.from, steps.to, units.from, units.to, columns);
  }

  private Run.Step step(Query query) {
    Run run = runs.apply(query);
    int step = within("step", query.number("step"), run.recorded().steps());
    var layer = run.layer(query.text("layer"));
    int unit = within("unit", query.number("unit"), layer.sizes().hidden());
    return run.step(step, layer, unit);
  }

  private Unit unit(Query query) {
    Run run = runs.apply(query);
    String value = value(run, query);
    int unit = unit(run, value, query);
    Span steps = Span.of(query, "from", "to", run.recorded().steps());
    float[] values = run.recorded().unit(value, unit, steps.from, steps.to);
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    double sum = 0;
    for (float one : values) {
      least = Math.min(least, one);
      greatest = Math.max(greatest, one);
      sum += one;
    }
    return new Unit(values, least, greatest, sum / values.length);
  }

  private Saturation saturation(Query query) {
    Run run = runs.apply(query);
    return new Saturation(run.saturation(run.layer(query.text("layer"))));
  }

  private Similar similar(Query query) {
    Run run = runs.apply(query);
    String value = value(run, query);
    return new Similar(new Likeness(run.recorded()).to(value, unit(run, value, query)));
  }

  private Tracking units(Query query) {
    Run run = runs.apply(query);
    String value = value(run, query);
    String name = query.text("property");
    int size = run.recorded().sizes().get(value);
    int steps = Math.min(run.ids().length, MOST_TRACKED / size);
    double[] property = Property.named(name).of(run.symbols(0, steps));
    double[][] values = new double[size][steps];
    for (int unit = 0; unit < size; unit++) {
      float[] recorded = run.recorded().unit(value, unit, 0, steps);
      Arrays.setAll(values[unit], step -> recorded[step]);
    }
    Units units = Units.of(value, values, property);
    return new Tracking(name, units.best(), units.chance());
  }

  private Order order(Query query) {
    Run run = runs.apply(query);
    String value = value(run, query);
    Likeness likeness = new Likeness(run.recorded());
    String by = query.text("by");
    return new Order(
        switch (by) {
          case "mean" -> likeness.sorted(value, false);
          case "variance" -> likeness.sorted(value, true);
          case "similar" ->
              likeness.chain(
                  value,
                  within("unit", query.number("unit", 0), run.recorded().sizes().get(value)));
          default -> throw Refusal.wrong("Units are ordered by mean, variance or similar.");
        });
  }

  private static String value(Run run, Query query) {
    String value = query.text("value");
    if (!run.recorded().sizes().containsKey(value)) {
      throw Refusal.missing(
          "There is no value of this name; there are %s.",
          String.join(", ", run.recorded().sizes().keySet()));
    }
    return value;
  }

  private static int unit(Run run, String value, Query query) {
    return within("unit", query.number("unit"), run.recorded().sizes().get(value));
  }

  private static int within(String name, int number, int size) {
    if (number < 0 || number >= size) {
      throw Refusal.missing("There is no %s %,d; they go from 0 to %,d.", name, number, size - 1);
    }
    return number;
  }
}
