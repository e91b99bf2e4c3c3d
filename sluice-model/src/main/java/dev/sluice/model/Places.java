package dev.sluice.model;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Init;
import dev.sluice.cell.Noise;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import dev.sluice.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts layers on top of each other: every size is found and checked before any memory is taken. */
final class Places {
  /** What a linear layer is: a cell whose state nobody reads, so that nothing recurs. */
  private static final Cell LINEAR = Cell.parse("linear(x; y)\n  y' = W_y @ x + b_y\n");

  /** The longest array that every JVM gives. */
  private static final long LONGEST = Integer.MAX_VALUE - 8;

  private final Initialization initialization;
  private final List<Place> places = new ArrayList<>();
  private int parameters;
  private int recurrents;
  private int linears;

  private Places(Initialization initialization) {
    this.initialization = initialization;
  }

  static List<Place> of(List<Layer> layers, Initialization initialization) {
    if (layers.isEmpty() || !(layers.getFirst() instanceof Layer.Embedding)) {
      throw new IllegalArgumentException(
          layers.isEmpty()
              ? "A model needs layers, first of all an embedding."
              : "Layer 1 must be an embedding, which turns symbols into vectors; it is %s."
                  .formatted(article(layers.getFirst())));
    }
    Places places = new Places(initialization);
    for (int i = 0; i < layers.size(); i++) {
      places.add(layers.get(i), statesReadAbove(layers, i));
    }
    return List.copyOf(places.places);
  }

  /** The states of the layer at {@code position} that the next recurrent layer above it reads. */
  private static List<String> statesReadAbove(List<Layer> layers, int position) {
    if (!(layers.get(position) instanceof Layer.Recurrent)) {
      return List.of();
    }
    for (Layer above : layers.subList(position + 1, layers.size())) {
      if (above instanceof Layer.Recurrent(Cell cell, int _, Map<String, Integer> _)) {
        return cell.inputs().stream().map(Cell.Input::below).filter(Objects::nonNull).toList();
      }
    }
    return List.of();
  }

  private void add(Layer layer, List<String> exposed) {
    int inputSize = places.isEmpty() ? 0 : places.getLast().outputSize();
    Place place =
        switch (layer) {
          case Layer.Embedding embedding -> embedding(embedding);
          case Layer.Recurrent(Cell cell, int hiddenSize, Map<String, Integer> named) ->
              cell(layer, "layer" + recurrents++, cell, inputSize, hiddenSize, named, exposed);
          case Layer.Linear(int size) ->
              cell(layer, "linear" + linears++, LINEAR, inputSize, size, Map.of(), List.of());
          case Layer.Dropout(double p) -> dropout(layer, p, inputSize);
        };
    places.add(place);
    parameters += place.slots().size();
  }

  private Place embedding(Layer.Embedding layer) {
    if (!places.isEmpty()) {
      throw new IllegalArgumentException(
          "Layer %s is an embedding; only layer 1 can be one.".formatted(places.size() + 1));
    }
    Place.Slot table =
        new Place.Slot(
            "embedding.table",
            List.of(layer.vocabularySize(), layer.size()),
            List.of(new Place.Start(0, layer.size(), initialization.embedding())),
            null);
    check(layer, table);
    return place(layer, layer.vocabularySize(), layer.size(), List.of(table), null, List.of());
  }

  private Place dropout(Layer layer, double p, int size) {
    if (Noise.isNever(p)) {
      return place(layer, size, size, List.of(), null, List.of());
    }
    Cell cell = Cell.parse("dropout-layer(x[hidden]; y)\n  y' = dropout(x, " + p + ")\n");
    Kernel kernel = Kernel.of(cell, cell.shapes().at(size, size, Map.of()));
    return place(layer, size, size, List.of(), kernel, List.of());
  }

  private Place cell(
      Layer layer,
      String name,
      Cell cell,
      int inputSize,
      int hiddenSize,
      Map<String, Integer> named,
      List<String> exposed) {
    Sizes sizes = sizes(layer, cell, inputSize, hiddenSize, named);
    int below = below(layer, cell, sizes);
    List<Place.Slot> slots = new ArrayList<>();
    for (Shapes.Parameter parameter : cell.shapes().parameters()) {
      Place.Slot slot = slot(name, cell, parameter, sizes);
      check(layer, slot);
      slots.add(slot);
    }
    List<String> known = exposed.stream().filter(s -> hasState(cell, s)).toList();
    Kernel kernel = Kernel.of(known.isEmpty() ? cell : exposing(cell, known), sizes);
    return new Place(
        layer,
        places.size(),
        inputSize,
        sizes.of(cell.shapes().outputSize()),
        List.copyOf(slots),
        parameters,
        kernel,
        carried(name, kernel),
        below,
        known.stream().mapToInt(s -> sizes.of(cell.shapes().size(s))).toArray());
  }

  private static boolean hasState(Cell cell, String state) {
    return cell.states().stream().anyMatch(s -> s.name().equals(state));
  }

  /** The cell that gives out these states besides. */
  private static Cell exposing(Cell cell, List<String> states) {
    List<String> out = new ArrayList<>(cell.outputNames());
    states.forEach(s -> out.add(s + "'"));
    return cell.with("out [" + String.join(", ", out) + "]");
  }

  /** The layer whose states {@code e = below(c)} means: the next recurrent one below; or −1. */
  private int below(Layer layer, Cell cell, Sizes sizes) {
    int below = -1;
    for (Place place : places) {
      below = place.layer() instanceof Layer.Recurrent ? place.position() : below;
    }
    for (Cell.Input input : cell.inputs()) {
      if (input.below() == null || below < 0) {
        continue;
      }
      Kernel lower = Objects.requireNonNull(places.get(below).kernel());
      String here = "Layer %s (%s)".formatted(places.size() + 1, layer);
      if (!hasState(lower.cell(), input.below())) {
        throw new IllegalArgumentException(
            "%s reads the state %s of %s, which has no such state. Its states: %s."
                .formatted(
                    here,
                    input.below(),
                    places.get(below),
                    lower.cell().states().stream()
                        .map(Cell.State::name)
                        .collect(Collectors.joining(", "))));
      }
      int size = sizes.of(cell.shapes().size(input.name()));
      int given = lower.sizes().of(lower.cell().shapes().size(input.below()));
      if (size != given) {
        throw new IllegalArgumentException(
            "%s reads the state %s of %s with size %s, but it has size %s there."
                .formatted(here, input.below(), places.get(below), size, given));
      }
    }
    return below;
  }

  private Place place(
      Layer layer,
      int inputSize,
      int outputSize,
      List<Place.Slot> slots,
      @Nullable Kernel kernel,
      List<Carried> carried) {
    return new Place(
        layer,
        places.size(),
        inputSize,
        outputSize,
        List.copyOf(slots),
        parameters,
        kernel,
        List.copyOf(carried),
        -1,
        new int[0]);
  }

  private Sizes sizes(
      Layer layer, Cell cell, int inputSize, int hiddenSize, Map<String, Integer> named) {
    for (Cell.Input input : cell.inputs().subList(1, cell.inputs().size())) {
      if (input.below() == null) {
        throw new IllegalArgumentException(
            "Layer %s (%s) has an input '%s' that nothing in the model gives it."
                .formatted(places.size() + 1, layer, input.name()));
      }
    }
    if (cell.shapes().inputIsHidden() && inputSize != hiddenSize) {
      throw new IllegalArgumentException(
          "Layer %s (%s) expects input size %s, but %s produces %s."
              .formatted(places.size() + 1, layer, hiddenSize, places.getLast(), inputSize));
    }
    return cell.shapes().at(inputSize, hiddenSize, named);
  }

  private Place.Slot slot(String name, Cell cell, Shapes.Parameter parameter, Sizes sizes) {
    int rows = sizes.of(parameter.rows());
    int columns = parameter.isMatrix() ? sizes.of(parameter.columns()) : 1;
    List<Place.Start> starts = new ArrayList<>();
    Initializer own = own(cell, parameter.name());
    if (own != null) {
      starts.add(new Place.Start(0, columns, own));
    } else if (!parameter.isMatrix()) {
      starts.add(new Place.Start(0, 1, byKind(parameter.kind())));
    } else {
      int from = 0;
      for (Shapes.Block block : parameter.blocks()) {
        int width = sizes.of(block.size());
        starts.add(new Place.Start(from, width, byKind(block.kind())));
        from += width;
      }
    }
    return new Place.Slot(
        name + "." + parameter.name(),
        parameter.isMatrix() ? List.of(rows, columns) : List.of(rows),
        starts,
        parameter);
  }

  private static @Nullable Initializer own(Cell cell, String parameter) {
    for (Init init : cell.inits()) {
      if (init.target().equals(parameter)) {
        return Initializer.of(init.value());
      }
    }
    return null;
  }

  private Initializer byKind(Shapes.Kind kind) {
    return switch (kind) {
      case INPUT -> initialization.input();
      case RECURRENT -> initialization.recurrent();
      case BIAS -> initialization.bias();
      case PEEPHOLE -> initialization.peephole();
    };
  }

  private static List<Carried> carried(String name, Kernel kernel) {
    List<Carried> carried = new ArrayList<>();
    int[] sizes = kernel.stateSizes();
    float[] starts = kernel.stateStarts();
    for (int i = 0; i < sizes.length; i++) {
      carried.add(new Carried(name + "." + kernel.stateNames().get(i), sizes[i], starts[i]));
    }
    return carried;
  }

  private void check(Layer layer, Place.Slot slot) {
    if (slot.count() > LONGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Layer %s (%s) is too large: its parameter %s would have %,d values; the limit is"
                  + " %,d.",
              places.size() + 1,
              layer,
              slot.name(),
              slot.count(),
              LONGEST));
    }
  }

  private static String article(Layer layer) {
    return (layer instanceof Layer.Embedding ? "an " : "a ") + layer;
  }
}
