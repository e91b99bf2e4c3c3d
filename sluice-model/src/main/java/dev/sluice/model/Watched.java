package dev.sluice.model;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Equation;
import dev.sluice.cell.Sizes;
import dev.sluice.kernel.Kernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel of a watched cell gives besides its output, and takes besides its inputs.
 *
 * @param layer what the layer is called among parameters and states, {@code layer0}
 * @param inputs its inputs, by number
 * @param values the values of its equations, each at columns of what the kernel gives out
 * @param probed the states to whose new values an input is added that is always zero: the gradient
 *     by that input is the gradient by the state, at every step. They are the kernel's last inputs
 */
record Watched(String layer, List<Value> inputs, List<Value> values, List<Value> probed) {

  /** Nothing is watched. */
  static final Watched NOTHING = new Watched("", List.of(), List.of(), List.of());

  /** How much of each cell shows. */
  enum Extent {
    /** Its output. */
    NOTHING,
    /** The values of its equations. */
    VALUES,
    /** These, and the gradients by its states. */
    GRADIENTS
  }

  /**
   * A value and where it stands.
   *
   * @param name as in the equations; that of a state is its new value
   * @param at the first of its columns; of an input, also of one that probes, its number
   */
  record Value(String name, int at, int size) {}

  Watched {
    inputs = List.copyOf(inputs);
    values = List.copyOf(values);
    probed = List.copyOf(probed);
  }

  /** The names to the left of the equations, {@code c'} for a state; numbers are left out. */
  private static List<String> targets(Cell cell) {
    return cell.vectorEquations().stream().map(Equation::target).toList();
  }

  /** The cell whose kernel is to run so that this much of {@code cell} shows. */
  static Cell show(Cell cell, Extent extent) {
    if (extent == Extent.NOTHING) {
      return cell;
    }
    List<String> out = new ArrayList<>(cell.outputNames());
    targets(cell).stream().filter(name -> !out.contains(name)).forEach(out::add);
    String shown = "out [" + String.join(", ", out) + "]\n";
    return cell.with(extent == Extent.VALUES ? shown : probes(cell) + shown);
  }

  /** The header and the equations with an input for each state. */
  private static String probes(Cell cell) {
    String taken = cell.text();
    String stem = "probe";
    while (taken.contains(stem)) {
      stem += "s";
    }
    List<String> inputs = new ArrayList<>();
    for (Cell.Input input : cell.inputs()) {
      String below = input.below() == null ? "" : " = below(" + input.below() + ")";
      inputs.add(sized(input.name(), input.size()) + below);
    }
    StringBuilder equations = new StringBuilder();
    List<Cell.State> states = cell.states();
    for (int i = 0; i < states.size(); i++) {
      String name = states.get(i).name();
      String size = states.get(i).size();
      inputs.add(sized(stem + i, size == null ? "hidden" : size));
      for (Equation equation : cell.equations()) {
        if (equation.next() && equation.name().equals(name)) {
          String text = equation.toString();
          int right = text.indexOf('=') + 1;
          equations
              .append(text, 0, right)
              .append(" (")
              .append(text.substring(right).strip())
              .append(") + ")
              .append(stem)
              .append(i)
              .append('\n');
        }
      }
    }
    String all =
        states.stream().map(s -> sized(s.name(), s.size())).collect(Collectors.joining(", "));
    return "%s(%s; %s)\n%s".formatted(cell.name(), String.join(", ", inputs), all, equations);
  }

  private static String sized(String name, @Nullable String size) {
    return size == null ? name : name + "[" + size + "]";
  }

  /** What the kernel of {@link #show} gives and takes. */
  static Watched of(String layer, Cell cell, Kernel kernel, Extent extent) {
    if (extent == Extent.NOTHING) {
      return NOTHING;
    }
    Sizes sizes = kernel.sizes();
    Map<String, Value> columns = new HashMap<>();
    int at = 0;
    for (String target : kernel.cell().outputNames()) {
      String name = target.endsWith("'") ? target.substring(0, target.length() - 1) : target;
      int size = sizes.of(cell.shapes().size(name));
      columns.putIfAbsent(target, new Value(name, at, size));
      at += size;
    }
    List<Value> values = targets(cell).stream().map(columns::get).toList();
    List<Value> inputs = new ArrayList<>();
    for (Cell.Input input : cell.inputs()) {
      int size = sizes.of(cell.shapes().size(input.name()));
      inputs.add(new Value(input.name(), inputs.size(), size));
    }
    List<Value> probed = new ArrayList<>();
    for (int i = 0; extent == Extent.GRADIENTS && i < cell.states().size(); i++) {
      String name = cell.states().get(i).name();
      int size = sizes.of(cell.shapes().size(name));
      probed.add(new Value(name, cell.inputs().size() + i, size));
    }
    return new Watched(layer, inputs, values, probed);
  }
}
