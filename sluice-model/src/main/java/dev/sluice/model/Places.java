package dev.sluice.model;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Init;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import dev.sluice.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    layers.forEach(places::add);
    return List.copyOf(places.places);
  }

  private void add(Layer layer) {
    int inputSize = places.isEmpty() ? 0 : places.getLast().outputSize();
    Place place =
        switch (layer) {
          case Layer.Embedding embedding -> embedding(embedding);
          case Layer.Recurrent(Cell cell, int hiddenSize, Map<String, Integer> named) ->
              cell(layer, "layer" + recurrents++, cell, inputSize, hiddenSize, named);
          case Layer.Linear(int size) ->
              cell(layer, "linear" + linears++, LINEAR, inputSize, size, Map.of());
          case Layer.Dropout _ -> place(layer, inputSize, inputSize, List.of(), null, List.of());
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
            List.of(new Place.Start(0, layer.size(), initialization.embedding())));
    check(layer, table);
    return place(layer, layer.vocabularySize(), layer.size(), List.of(table), null, List.of());
  }

  private Place cell(
      Layer layer,
      String name,
      Cell cell,
      int inputSize,
      int hiddenSize,
      Map<String, Integer> named) {
    Sizes sizes = sizes(layer, cell, inputSize, hiddenSize, named);
    List<Place.Slot> slots = new ArrayList<>();
    for (Shapes.Parameter parameter : cell.shapes().parameters()) {
      Place.Slot slot = slot(name, cell, parameter, sizes);
      check(layer, slot);
      slots.add(slot);
    }
    Kernel kernel = Kernel.of(cell, sizes);
    return place(layer, inputSize, kernel.outputSize(), slots, kernel, carried(name, kernel));
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
        List.copyOf(carried));
  }

  private Sizes sizes(
      Layer layer, Cell cell, int inputSize, int hiddenSize, Map<String, Integer> named) {
    if (cell.inputs().size() > 1) {
      throw new IllegalArgumentException(
          "Layer %s (%s) has an input '%s' that nothing in the model gives it."
              .formatted(places.size() + 1, layer, cell.inputs().get(1).name()));
    }
    if (cell.inputs().getFirst().size() != null && inputSize != hiddenSize) { // x[hidden]
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
        starts);
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
