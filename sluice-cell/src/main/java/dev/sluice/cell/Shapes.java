package dev.sluice.cell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sizes of everything in a cell, as names: {@code W_i} is hidden × input. They follow from the
 * equations alone; {@link #at} turns them into numbers.
 */
public final class Shapes {

  /**
   * What a parameter, or a column block of a matrix, does; it decides how the parameter starts
   * where no {@code init} line says so.
   */
  public enum Kind {
    /** A matrix on anything but a state: the input, a value, a new state. */
    INPUT,

    /**
     * A matrix on a state: its operand mentions a state's previous value, directly or under
     * operations element by element ({@code U_n @ h}, {@code U_n @ (r * h)}), though not through a
     * product or a named value, unless that is a masked copy, {@code hd = dropout(h, p)}.
     */
    RECURRENT,

    /** A vector that is added, or stands anywhere else but in a {@code *} or {@code /}. */
    BIAS,

    /** A vector that is multiplied or divided where it first stands: peepholes and gains. */
    PEEPHOLE
  }

  /**
   * One column block of a matrix: the columns for one part of {@code [a, b]}, or all of them.
   *
   * @param size how many columns
   */
  public record Block(Kind kind, Size size) {}

  /**
   * A parameter with its shape.
   *
   * @param rows the rows of a matrix, the units of a vector
   * @param blocks a matrix's column blocks from left to right; empty for a vector
   * @param groups into how many groups {@code upper(U, g)} cuts rows and columns: the blocks below
   *     the diagonal are zero and are no parameters; 0 for any other parameter
   * @param kind a vector's kind, or the kind of a matrix's first block
   * @param line the line of the text where it first stands, from 1
   */
  public record Parameter(
      String name, Size rows, List<Block> blocks, int groups, Kind kind, int line) {
    public Parameter {
      blocks = List.copyOf(blocks);
    }

    /** Whether this is a matrix {@code [rows, columns]}; else it is a vector {@code [rows]}. */
    public boolean isMatrix() {
      return !blocks.isEmpty();
    }

    /** Whether this entry of a matrix {@code [rows, columns]} is zero and no parameter. */
    public boolean isZero(int row, int column, int rows, int columns) {
      return groups > 0 && group(column, columns) < group(row, rows);
    }

    private int group(int unit, int units) {
      return (int) ((long) unit * groups / units);
    }

    /** The first unit of a group: the least u with ⌊u·g/n⌋ ≥ group. */
    private long start(int group, int units) {
      return Math.ceilDiv((long) group * units, groups);
    }

    /**
     * How many numbers are learned.
     *
     * @throws ArithmeticException if that exceeds 2⁶³−1
     */
    public long count(Sizes sizes) {
      int n = sizes.of(rows);
      if (!isMatrix()) {
        return n;
      }
      int m = sizes.of(columns());
      if (groups == 0) {
        return Math.multiplyExact((long) n, m);
      }
      long count = 0;
      for (int group = 0; group < groups; group++) {
        long rows = start(group + 1, n) - start(group, n);
        count = Math.addExact(count, Math.multiplyExact(rows, m - start(group, m)));
      }
      return count;
    }

    /**
     * How many numbers are learned, as a formula in the sizes; for {@code upper(U, g)} it is exact
     * where g divides both rows and columns.
     */
    public Formula formula() {
      Formula all = Formula.of(rows);
      if (isMatrix()) {
        all = all.times(Formula.of(columns()));
      }
      return groups == 0 ? all : all.times(groups + 1).over(2L * groups);
    }

    /** The columns of a matrix; {@link Size#ZERO} for a vector. */
    public Size columns() {
      Size columns = Size.ZERO;
      for (Block block : blocks) {
        columns = columns.plus(block.size());
      }
      return columns;
    }
  }

  private final String cell;
  private final boolean inputIsHidden;
  private final Map<String, Size> sizes;
  private final Set<String> numbers;
  private final Map<String, Parameter> parameters;
  private final List<Size> outputs;
  private final List<String> names;
  private final Map<Expr.Clock, Size> clocks;
  private final Cost cost;

  /**
   * @param sizes of inputs, states and values that are vectors
   * @param numbers the values that are numbers
   * @param parameters in the order of the text
   * @param named the sizes that the text names
   * @param clocks the size of each clock, by identity
   */
  Shapes(
      String cell,
      boolean inputIsHidden,
      Map<String, Size> sizes,
      Set<String> numbers,
      Collection<Parameter> parameters,
      List<Size> outputs,
      Collection<String> named,
      Map<Expr.Clock, Size> clocks,
      Cost cost) {
    this.cell = cell;
    this.inputIsHidden = inputIsHidden;
    this.sizes = Map.copyOf(sizes);
    this.numbers = Set.copyOf(numbers);
    this.parameters = new LinkedHashMap<>();
    parameters.forEach(p -> this.parameters.put(p.name(), p));
    this.outputs = List.copyOf(outputs);
    List<String> all = new ArrayList<>(List.of("input", "hidden"));
    named.stream().filter(n -> !all.contains(n)).forEach(all::add);
    this.names = List.copyOf(all);
    this.clocks = clocks;
    this.cost = cost;
  }

  /**
   * The size of an input, a state (old and new) or a value.
   *
   * @throws IllegalArgumentException if the cell has no such name, or it is a number
   */
  public Size size(String name) {
    Size size = sizes.get(name);
    if (size == null) {
      throw new IllegalArgumentException(
          isNumber(name)
              ? name + " in " + cell + " is a number and has no size."
              : cell + " has no input, state or value '" + Source.shown(name) + "'.");
    }
    return size;
  }

  /** The size of a clock that stands in the equations, by identity. */
  Size size(Expr.Clock clock) {
    return Objects.requireNonNull(clocks.get(clock));
  }

  /** Whether this is a value made of numbers only, which has no size but fits any. */
  public boolean isNumber(String name) {
    return numbers.contains(name);
  }

  /** All parameters, in the order in which they first appear in the text. */
  public List<Parameter> parameters() {
    return List.copyOf(parameters.values());
  }

  /**
   * One parameter.
   *
   * @throws IllegalArgumentException if the cell has none of this name
   */
  public Parameter parameter(String name) {
    Parameter parameter = find(name);
    if (parameter == null) {
      throw new IllegalArgumentException(
          cell
              + " has no parameter '"
              + Source.shown(name)
              + "'."
              + Nearest.hintOrList(name, parameters.keySet(), "There are"));
    }
    return parameter;
  }

  @Nullable Parameter find(String name) {
    return parameters.get(name);
  }

  /** The size of each part that leaves the cell. */
  public List<Size> outputSizes() {
    return outputs;
  }

  /** The size of all that leaves the cell, side by side. */
  public Size outputSize() {
    Size sum = Size.ZERO;
    for (Size size : outputs) {
      sum = sum.plus(size);
    }
    return sum;
  }

  /** Whether the cell demands an input of the hidden size: its header says {@code x[hidden]}. */
  public boolean inputIsHidden() {
    return inputIsHidden;
  }

  /** The sizes that take a number: {@code input}, {@code hidden}, then those the text names. */
  public List<String> names() {
    return names;
  }

  /**
   * Numbers for all sizes.
   *
   * @param named numbers for sizes that the text names; those left out have the hidden size
   * @throws IllegalArgumentException if a number is not positive, a name is none of the cell's, the
   *     cell demands an input of the hidden size and they differ, or a sum exceeds 2³¹−1
   */
  public Sizes at(int inputSize, int hiddenSize, Map<String, Integer> named) {
    Map<String, Integer> values = new TreeMap<>();
    names.forEach(name -> values.put(name, hiddenSize));
    values.put("input", inputSize);
    named.forEach(
        (name, value) -> {
          if (!names.contains(name) || name.equals("input") || name.equals("hidden")) {
            throw new IllegalArgumentException(unknownSize(name));
          }
          values.put(name, value);
        });
    values.forEach(
        (name, value) -> {
          if (value <= 0) {
            throw new IllegalArgumentException(
                "The size " + name + " of " + cell + " must be positive, not " + value + ".");
          }
        });
    if (inputIsHidden && inputSize != hiddenSize) {
      throw new IllegalArgumentException(
          cell
              + " needs an input of the hidden size (its header says x[hidden]), but the input has "
              + inputSize
              + " and the hidden size is "
              + hiddenSize
              + ".");
    }
    Sizes result = new Sizes(values);
    try {
      sizes.values().forEach(result::of);
      outputs.forEach(result::of);
      result.of(outputSize());
      parameters.values().forEach(p -> result.of(p.columns()));
    } catch (ArithmeticException _) {
      throw new IllegalArgumentException(
          "The sizes of " + cell + " are too large: a vector would have more than 2³¹−1 units.");
    }
    return result;
  }

  private String unknownSize(String name) {
    if (name.equals("input") || name.equals("hidden")) {
      return "The "
          + name
          + " size of "
          + cell
          + " is not a named size: give it as its own argument.";
    }
    List<String> own = names.subList(2, names.size());
    return cell
        + " has no size named '"
        + Source.shown(name)
        + "'."
        + (own.isEmpty()
            ? " It has the input and the hidden size only."
            : Nearest.hintOrList(name, own, "It has"));
  }

  /**
   * How many numbers the parameters have together.
   *
   * @throws ArithmeticException if that exceeds 2⁶³−1
   */
  public long parameterCount(Sizes sizes) {
    long count = 0;
    for (Parameter p : parameters.values()) {
      count = Math.addExact(count, p.count(sizes));
    }
    return count;
  }

  /**
   * The {@link #parameterCount} as a formula in the sizes; with {@code upper(U, g)} it is exact for
   * sizes that g divides. Its length grows with the square of the number of {@link #names}.
   */
  public Formula parameterFormula() {
    Formula sum = Formula.of(0);
    for (Parameter p : parameters.values()) {
      sum = sum.plus(p.formula());
    }
    return sum;
  }

  /** The {@link #flops} as a formula in the sizes, always exact. */
  public Formula flopsFormula() {
    return cost.formula();
  }

  /**
   * The letters for the {@link #names} in formulas, in their order: {@code n} for input, {@code h}
   * for hidden, unless the text names another size so; a size that the text names keeps its name.
   */
  public Map<String, String> symbols() {
    Map<String, String> symbols = new LinkedHashMap<>();
    names.forEach(name -> symbols.put(name, name));
    symbols.put("input", names.contains("n") ? "input" : "n");
    symbols.put("hidden", names.contains("h") ? "hidden" : "h");
    return symbols;
  }

  /**
   * Floating-point operations of one step of one row: two for each multiply-add of a product, one
   * per unit for every other operation.
   *
   * @throws ArithmeticException if that exceeds 2⁶³−1
   */
  public long flops(Sizes sizes) {
    return cost.flops(sizes);
  }
}
