package dev.sluice.model;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Sizes;
import dev.sluice.kernel.Kernel;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a layer is put, and so what it has to fit to.
 *
 * @param lower what is directly below
 * @param stack all that is below it in the same stack
 */
record At(int number, @Nullable Place lower, List<Place> stack) {

  /** The longest array that every JVM gives. */
  static final long LONGEST = Integer.MAX_VALUE - 8;

  int inputSize() {
    return lower == null ? 0 : lower.outputSize();
  }

  String layer(Layer layer) {
    return "Layer %s (%s)".formatted(number, layer);
  }

  /** The last step of a backward direction is another than that of the forward one. */
  static void requireDirectionsApart(At at, Layer layer) {
    Place lower = null;
    for (Place place : at.stack()) {
      lower = place.layer() instanceof Layer.Dropout ? lower : place;
    }
    boolean mixed =
        lower != null
            && (lower.layer() instanceof Layer.Bidirectional both && both.join() == Layer.Join.ADD
                || lower.layer() instanceof Layer.Residual
                    && lower.all().anyMatch(p -> p.layer() instanceof Layer.Bidirectional));
    if (mixed) {
      throw new IllegalArgumentException(
          "%s cannot tell the directions of %s apart; pool by mean, max or attention."
              .formatted(at.layer(layer), lower));
    }
  }

  /** The layer whose states {@code e = below(c)} means: the next recurrent one below; or −1. */
  static int below(At at, Layer layer, Cell cell, Sizes sizes) {
    Place lower = null;
    for (Place place : at.stack()) {
      lower = place.layer() instanceof Layer.Recurrent ? place : lower;
    }
    for (Cell.Input input : cell.inputs()) {
      if (input.below() == null || lower == null) {
        continue;
      }
      Kernel kernel = Objects.requireNonNull(lower.kernel());
      if (!Places.hasState(kernel.cell(), input.below())) {
        throw new IllegalArgumentException(
            "%s reads the state %s of %s, which has no such state. Its states: %s."
                .formatted(
                    at.layer(layer),
                    input.below(),
                    lower,
                    kernel.cell().states().stream()
                        .map(Cell.State::name)
                        .collect(Collectors.joining(", "))));
      }
      int size = sizes.of(cell.shapes().size(input.name()));
      int given = kernel.sizes().of(kernel.cell().shapes().size(input.below()));
      if (size != given) {
        throw new IllegalArgumentException(
            "%s reads the state %s of %s with size %s, but it has size %s there."
                .formatted(at.layer(layer), input.below(), lower, size, given));
      }
    }
    return lower == null ? -1 : lower.position();
  }

  static Sizes sizes(
      At at, Layer layer, Cell cell, int inputSize, int hiddenSize, Map<String, Integer> named) {
    for (Cell.Input input : cell.inputs().subList(1, cell.inputs().size())) {
      if (input.below() == null) {
        throw new IllegalArgumentException(
            "%s has an input '%s' that nothing in the model gives it."
                .formatted(at.layer(layer), input.name()));
      }
    }
    if (cell.shapes().inputIsHidden() && inputSize != hiddenSize) {
      throw new IllegalArgumentException(
          "%s expects input size %s, but %s produces %s."
              .formatted(at.layer(layer), hiddenSize, at.lower(), inputSize));
    }
    return cell.shapes().at(inputSize, hiddenSize, named);
  }

  static void check(At at, Layer layer, Place.Slot slot) {
    if (slot.count() > LONGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is too large: its parameter %s would have %,d values; the limit is %,d.",
              at.layer(layer),
              slot.name(),
              slot.count(),
              LONGEST));
    }
  }
}
