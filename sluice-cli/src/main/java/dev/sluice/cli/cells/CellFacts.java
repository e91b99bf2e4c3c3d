package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Sizes;
import dev.sluice.cell.Steps;
import dev.sluice.cell.picture.Diagram;
import dev.sluice.cell.picture.Latex;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that {@code cell show} tells of a cell, as one object for scripts. */
final class CellFacts {
  private final Cell cell;
  private final Sizes sizes;
  private final Optional<CellCounts> counts;

  private CellFacts(Cell cell, Sizes sizes) {
    this.cell = cell;
    this.sizes = sizes;
    this.counts = CellCounts.of(cell);
  }

  /**
   * The object.
   *
   * @param unroll how many steps the picture shows
   */
  static Map<String, @Nullable Object> of(Cell cell, Sizes sizes, int unroll) {
    return new CellFacts(cell, sizes).object(unroll);
  }

  private Map<String, @Nullable Object> object(int unroll) {
    Steps steps = Steps.of(cell);
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("cell", cell.name());
    object.put("text", cell.text());
    object.put("digest", cell.digest());
    object.put("sizes", CellNames.ordered(cell, sizes));
    object.put("inputs", cell.inputs().stream().map(this::input).toList());
    object.put("states", cell.states().stream().map(this::state).toList());
    object.put("equations", cell.equations().stream().map(Object::toString).toList());
    object.put("outputs", cell.outputNames());
    object.put("outputSize", sizes.of(cell.shapes().outputSize()));
    object.put("numbers", cell.shapes().parameterCount(sizes));
    object.put("flops", cell.shapes().flops(sizes));
    object.put("numbersFormula", counts.map(CellCounts::parameters).orElse(null));
    object.put("flopsFormula", counts.map(CellCounts::flops).orElse(null));
    object.put("symbols", cell.shapes().symbols());
    object.put("parameters", ParameterFacts.of(cell, sizes).stream().map(this::parameter).toList());
    object.put("latex", Latex.of(cell));
    object.put("steps", steps.toString());
    object.put("gradients", Steps.text(steps.backward()));
    object.put("plan", PlanInWords.of(steps, name -> name));
    object.put("svg", Diagram.svg(cell, unroll));
    return object;
  }

  private Map<String, @Nullable Object> input(Cell.Input input) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("name", input.name());
    one.put("below", input.below());
    one.put("size", cell.shapes().size(input.name()).toString());
    one.put("units", sizes.of(cell.shapes().size(input.name())));
    return one;
  }

  private Map<String, Object> state(Cell.State state) {
    Map<String, Object> one = new LinkedHashMap<>();
    String init = ParameterFacts.init(cell, state.name());
    one.put("name", state.name());
    one.put("size", cell.shapes().size(state.name()).toString());
    one.put("units", sizes.of(cell.shapes().size(state.name())));
    one.put("start", init.isEmpty() ? "0" : init);
    return one;
  }

  private Map<String, @Nullable Object> parameter(ParameterFacts parameter) {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("name", parameter.name());
    one.put("shape", parameter.shape());
    one.put("sizes", parameter.sizes());
    one.put("count", parameter.count());
    one.put("formula", counts.map(all -> all.of(parameter.parameter())).orElse(null));
    one.put("kind", parameter.kinds());
    one.put("init", parameter.init());
    return one;
  }
}
