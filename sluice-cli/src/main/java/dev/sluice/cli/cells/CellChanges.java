package dev.sluice.cli.cells;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellSyntaxException;
import dev.sluice.cell.Noise;
import dev.sluice.cli.console.Failure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * What is changed in a cell before it is used, in this order. A command applies it where it is
 * made, so that its cell is the changed one; the changed text is what a model file keeps.
 */
public record CellChanges(
    @Option(
            names = "--with",
            paramLabel = "LINES",
            description =
                "Other lines for the cell, such as \"f = 1 - i\". Give it again to change the"
                    + " result; put lines that need each other into one.")
        List<String> with,
    @Option(
            names = "--layernorm",
            description = "Normalize each product over its units, with a gain (Ba et al. 2016).")
        boolean layernorm,
    @Option(
            names = "--dropconnect",
            arity = "0..1",
            fallbackValue = "0.5",
            converter = Dropconnect.class,
            paramLabel = "P",
            description =
                "In training, zero this share of the recurrent matrices, anew for each run of"
                    + " steps (0.5 if P is left out).")
        @Nullable Double dropconnect,
    @Option(
            names = "--recurrent-dropout",
            paramLabel = "P",
            description =
                "In training, zero this share of each state where a matrix reads it, the same units"
                    + " for a run of steps.")
        @Nullable Double recurrentDropout,
    @Option(
            names = "--zoneout",
            split = ",",
            paramLabel = "[STATE=]P",
            description =
                "In training, let each unit of a state keep its old value with this probability, as"
                    + " in 0.1 for the first state, or c=0.5,h=0.05.")
        List<Zoneout> zoneout) {

  /** Nothing is changed. */
  public static final CellChanges NONE = new CellChanges(List.of(), false, null, null, List.of());

  /** Reads the probability, which may be left out: what follows the option may be another's. */
  public static final class Dropconnect implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      try {
        return Double.valueOf(text);
      } catch (NumberFormatException _) {
        throw new TypeConversionException(
            "must be a number; '%s' is not. Write --dropconnect=0.5, or put it last."
                .formatted(text));
      }
    }
  }

  /** Checks each probability. */
  public CellChanges {
    with = List.copyOf(with);
    if (with.stream().anyMatch(lines -> lines.replaceAll("#.*", "").isBlank())) {
      throw Failure.wrong("--with says nothing; give it a line such as \"f = 1 - i\".");
    }
    zoneout = List.copyOf(zoneout);
    requireProbability("--dropconnect", dropconnect);
    requireProbability("--recurrent-dropout", recurrentDropout);
    zoneout.forEach(one -> requireProbability("--zoneout", one.p()));
  }

  private static void requireProbability(String option, @Nullable Double p) {
    if (p != null && !(p >= 0 && p < 1)) {
      throw Failure.wrong("%s must be at least 0 and below 1; it is %s.", option, p);
    }
    if (p != null && Noise.isAlways(p)) {
      throw Failure.wrong("%s", Noise.alwaysHappens(option));
    }
  }

  /** The changed cell. */
  public Cell of(Cell cell) {
    Cell changed = cell;
    for (int i = 0; i < with.size(); i++) {
      changed = changed.with(with.get(i), with.size() == 1 ? "--with" : "--with " + (i + 1));
    }
    if (layernorm) {
      changed = made("--layernorm", changed, Cell::withLayerNorm);
    }
    if (dropconnect != null) {
      double p = dropconnect;
      changed = made("--dropconnect", changed, one -> one.withDropConnect(p));
    }
    if (recurrentDropout != null) {
      double p = recurrentDropout;
      changed = made("--recurrent-dropout", changed, one -> one.withRecurrentDropout(p));
    }
    String first = changed.states().getFirst().name();
    Set<String> states = new HashSet<>();
    for (Zoneout one : zoneout) {
      String state = one.state() == null ? first : one.state();
      if (!states.add(state)) {
        throw Failure.wrong("--zoneout is given twice for %s; give it once.", state);
      }
      changed = made("--zoneout", changed, before -> before.withZoneout(state, one.p()));
    }
    return changed;
  }

  /** What the library refuses, with the option that asked for it. */
  private static Cell made(String option, Cell cell, UnaryOperator<Cell> change) {
    try {
      return change.apply(cell);
    } catch (CellSyntaxException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw Failure.wrong("%s: %s", option, e.getMessage());
    }
  }
}
