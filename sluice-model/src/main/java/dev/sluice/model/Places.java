package dev.sluice.model;

import static dev.sluice.model.At.below;
import static dev.sluice.model.At.check;
import static dev.sluice.model.At.requireDirectionsApart;
import static dev.sluice.model.At.sizes;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Noise;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import dev.sluice.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts layers on top of each other: every size is found and checked before any memory is taken. */
final class Places {
  /** What a linear layer is: a cell whose state nobody reads, so that nothing recurs. */
  private static final Cell LINEAR = Cell.parse("linear(x; y)\n  y' = W_y @ x + b_y\n");

  /**
   * The score of each step in a weighted mean: Yang et al. 2016, Hierarchical attention networks
   * for document classification, equations 5 and 6.
   */
  private static final Cell ATTENTION =
      Cell.parse("attention(x; s[one])\n  u = tanh(W_u @ x + b_u)\n  s' = W_s @ u\n");

  /** What a step of a decoder asks of each step below: the general score of Luong et al. 2015. */
  private static final Cell QUERY = Cell.parse("query(x; q[asked])\n  q' = W_q @ x\n");

  private final Slots learned;
  private final Watched.Extent extent;
  private int positions;
  private int parameters;
  private int recurrents;
  private int linears;
  private int attentions;
  private int chains;
  private int decoders;

  /** Whether cells that are put now begin anew in each batch. */
  private boolean anew;

  private Places(Initialization initialization, Watched.Extent extent) {
    learned = new Slots(initialization);
    this.extent = extent;
  }

  /** Places for the layers of a model; those of layers within them are within these. */
  static List<Place> of(List<Layer> layers, Initialization initialization) {
    return of(layers, initialization, Watched.Extent.NOTHING);
  }

  /** The same, where so much of each recurrent layer's cell shows. */
  static List<Place> of(List<Layer> layers, Initialization initialization, Watched.Extent extent) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "A model needs layers, first of all an embedding or an input.");
    }
    if (!isFirst(layers.getFirst())) {
      throw new IllegalArgumentException(
          "Layer 1 must be an embedding, which turns symbols into vectors, or an input of numbers;"
              + " it is %s.".formatted(article(layers.getFirst())));
    }
    return new Places(initialization, extent).stack(layers, null, 0);
  }

  /** The places of a stack and those within them, by position. */
  static List<Place> all(List<Place> stack) {
    return stack.stream().flatMap(Place::all).toList();
  }

  private static boolean isFirst(Layer layer) {
    return layer instanceof Layer.Embedding
        || layer instanceof Layer.Spelled
        || layer instanceof Layer.Input;
  }

  /**
   * Layers on top of each other.
   *
   * @param below the place of the layer below them; null where there is none
   * @param number that of the layer in which they are; 0 where they are the model
   */
  private List<Place> stack(List<Layer> layers, @Nullable Place below, int number) {
    List<Place> stack = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      At at =
          new At(number == 0 ? i + 1 : number, stack.isEmpty() ? below : stack.getLast(), stack);
      stack.add(place(at, layers.get(i), statesReadAbove(layers, i)));
    }
    return List.copyOf(stack);
  }

  /** The states of the layer at {@code position} that the next recurrent layer above it reads. */
  private static List<String> statesReadAbove(List<Layer> layers, int position) {
    if (!(layers.get(position) instanceof Layer.Recurrent)) {
      return List.of();
    }
    for (Layer above : layers.subList(position + 1, layers.size())) {
      if (above instanceof Layer.Recurrent recurrent) {
        return recurrent.cell().inputs().stream()
            .map(Cell.Input::below)
            .filter(Objects::nonNull)
            .toList();
      }
    }
    return List.of();
  }

  private Place place(At at, Layer layer, List<String> exposed) {
    if (at.lower() != null && isFirst(layer)) {
      throw new IllegalArgumentException(
          "Layer %s is %s; only layer 1 can be one.".formatted(at.number(), article(layer)));
    }
    boolean recurs =
        layer instanceof Layer.Recurrent
            || layer instanceof Layer.Bidirectional
            || layer instanceof Layer.Pool
            || layer instanceof Layer.Flatten;
    if (recurs && decoders > 0) {
      throw new IllegalArgumentException(
          "%s is above a decoder, which writes step by step; put it below, or use another cell there."
              .formatted(at.layer(layer)));
    }
    int inputSize = at.inputSize();
    return switch (layer) {
      case Layer.Input(int size) -> plain(at, layer, size, size);
      case Layer.Embedding(int symbols, int size) ->
          embedding(at, layer, "embedding", symbols, size);
      case Layer.Spelled spelled -> spelled(at, spelled);
      case Layer.Recurrent recurrent ->
          recurrent(at, recurrent, "layer" + recurrents++, inputSize, exposed);
      case Layer.Bidirectional bidirectional ->
          bidirectional(at, bidirectional, "layer" + recurrents++);
      case Layer.Decoder decoder -> decoder(at, decoder, "decoder" + decoders++);
      case Layer.Residual(List<Layer> layers) -> residual(at, layer, layers);
      case Layer.Linear(int size) ->
          cell(at, layer, "linear" + linears++, LINEAR, inputSize, size, Map.of(), List.of());
      case Layer.Dropout(double p, boolean sequence) -> dropout(at, layer, p, sequence);
      case Layer.Pool(Layer.Pooling pooling) -> pool(at, layer, pooling);
      case Layer.Flatten(int steps) -> flatten(at, layer, steps);
      case Layer.Transitions(int tags) -> transitions(at, layer, tags);
    };
  }

  private Place embedding(At at, Layer layer, String name, int symbols, int size) {
    return with(at, layer, symbols, size, List.of(learned.table(name, symbols, size)));
  }

  private Place spelled(At at, Layer.Spelled layer) {
    Place.Slot words = learned.table("embedding", layer.words(), layer.size());
    check(at, layer, words);
    int position = positions++;
    int first = parameters++;
    boolean before = anew;
    anew = true; // each word by itself
    Layer letters = Layer.embedding(layer.letters(), layer.letterSize());
    Place table = embedding(at, letters, "letters", layer.letters(), layer.letterSize());
    At above = new At(at.number(), table, List.of());
    Layer.Bidirectional both = new Layer.Bidirectional(layer.cell(), Layer.Join.CONCATENATE);
    Place reader = bidirectional(above, both, "letters");
    anew = before;
    return new Place(
        layer,
        position,
        at.number(),
        layer.words(),
        Math.addExact(layer.size(), reader.outputSize()),
        List.of(words),
        first,
        null,
        List.of(),
        false,
        -1,
        new int[0],
        Watched.NOTHING,
        List.of(table, reader));
  }

  private Place bidirectional(At at, Layer.Bidirectional layer, String name) {
    Layer.Recurrent recurrent = layer.layer();
    if (recurrent.cell().inputs().size() > 1) {
      throw new IllegalArgumentException(
          "%s reads states of the layer below, which one direction alone has not; use a cell without"
                  .formatted(at.layer(layer))
              + " below(…).");
    }
    int position = positions++;
    int inputSize = at.inputSize();
    Place forward = recurrent(at, recurrent, name, inputSize, List.of());
    boolean before = anew;
    anew = true; // what follows a batch is not known, so nothing can be carried from there
    Place backward = recurrent(at, recurrent, name + ".reverse", inputSize, List.of());
    anew = before;
    int size = layer.join() == Layer.Join.ADD ? 1 : 2;
    return container(
        at,
        layer,
        position,
        Math.multiplyExact(size, forward.outputSize()),
        List.of(forward, backward));
  }

  private Place decoder(At at, Layer.Decoder layer, String name) {
    if (decoders > 1) {
      throw new IllegalArgumentException(
          "%s is a second decoder; a model writes one sequence.".formatted(at.layer(layer)));
    }
    if (layer.cell().cell().inputs().size() > 1) {
      throw new IllegalArgumentException(
          "%s reads states of the layer below, which read another sequence; use a cell without"
                  .formatted(at.layer(layer))
              + " below(…).");
    }
    for (Place place : at.stack()) {
      if (place.layer() instanceof Layer.Pool || place.layer() instanceof Layer.Flatten) {
        throw new IllegalArgumentException(
            "%s is above %s, which leaves one step of many to attend to; leave that out."
                .formatted(at.layer(layer), place.layer()));
      }
    }
    int position = positions++;
    boolean before = anew;
    anew = true; // each sequence by itself
    Layer table = Layer.embedding(layer.symbols(), layer.size());
    Place symbols = embedding(at, table, name, layer.symbols(), layer.size());
    Place cell = recurrent(at, layer.cell(), name, layer.size(), List.of());
    Map<String, Integer> asked = Map.of("asked", at.inputSize());
    int hidden = cell.outputSize();
    Place query = cell(at, layer, name, QUERY, hidden, hidden, asked, List.of());
    anew = before;
    int outputSize = Math.addExact(hidden, at.inputSize());
    return container(at, layer, position, outputSize, List.of(symbols, cell, query));
  }

  private Place residual(At at, Layer layer, List<Layer> layers) {
    int position = positions++;
    List<Place> inner = stack(layers, at.lower(), at.number());
    int inputSize = at.inputSize();
    int outputSize = inner.isEmpty() ? inputSize : inner.getLast().outputSize();
    for (Place place : inner) {
      if (place.layer() instanceof Layer.Pool
          || place.layer() instanceof Layer.Flatten
          || place.layer() instanceof Layer.Decoder) {
        throw new IllegalArgumentException(
            "%s has %s within, which leaves other steps; put it above."
                .formatted(at.layer(layer), place.layer()));
      }
    }
    if (inputSize != outputSize) {
      throw new IllegalArgumentException(
          "%s adds its input of size %s to what its layers make of it, which has size %s: both have"
                  .formatted(at.layer(layer), inputSize, outputSize)
              + " to be the same.");
    }
    return container(at, layer, position, outputSize, inner);
  }

  private Place dropout(At at, Layer layer, double p, boolean sequence) {
    int size = at.inputSize();
    if (Noise.isNever(p)) {
      return plain(at, layer, size, size);
    }
    Cell cell =
        Cell.parse(
            "dropout-layer(x[hidden]; y)\n  y' = dropout(x, %s%s)\n"
                .formatted(p, sequence ? ", sequence" : ""));
    return cell(at, layer, "dropout", cell, size, size, Map.of(), List.of());
  }

  private Place pool(At at, Layer layer, Layer.Pooling pooling) {
    int size = at.inputSize();
    if (pooling == Layer.Pooling.LAST) {
      requireDirectionsApart(at, layer);
    }
    if (pooling != Layer.Pooling.ATTENTION) {
      return plain(at, layer, size, size);
    }
    int position = positions++;
    Map<String, Integer> one = Map.of("one", 1);
    String name = "attention" + attentions++;
    Place scores = cell(at, layer, name, ATTENTION, size, size, one, List.of());
    return container(at, layer, position, size, List.of(scores));
  }

  private Place flatten(At at, Layer layer, int steps) {
    long size = (long) steps * at.inputSize();
    if (size > At.LONGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s makes one step of %,d values; the limit is %,d.",
              at.layer(layer),
              size,
              At.LONGEST));
    }
    return plain(at, layer, at.inputSize(), (int) size);
  }

  private Place transitions(At at, Layer layer, int tags) {
    if (tags != at.inputSize()) {
      throw new IllegalArgumentException(
          "%s expects the scores of %s tags, but %s produces %s."
              .formatted(at.layer(layer), tags, at.lower(), at.inputSize()));
    }
    if ((long) tags * tags > At.LONGEST) {
      throw new IllegalArgumentException(
          "%s has %s tags; %s is the most whose transitions can be scored."
              .formatted(at.layer(layer), tags, (int) Math.sqrt(At.LONGEST)));
    }
    String name = "transitions" + chains++;
    Initializer zero = new Initializer.Constant(0);
    Place.Slot between =
        new Place.Slot(
            name + ".between", List.of(tags, tags), List.of(new Place.Start(0, tags, zero)), null);
    Place.Slot start =
        new Place.Slot(name + ".start", List.of(tags), List.of(new Place.Start(0, 1, zero)), null);
    return with(at, layer, tags, tags * tags, List.of(between, start));
  }

  private Place recurrent(
      At at, Layer.Recurrent layer, String name, int inputSize, List<String> exposed) {
    Place place =
        cell(at, layer, name, layer.cell(), inputSize, layer.hiddenSize(), layer.sizes(), exposed);
    if (!layer.learnsStart()) {
      return place;
    }
    List<Place.Slot> slots = new ArrayList<>(place.slots());
    for (Carried carried : place.carried()) {
      if (carried.name().equals(name + ".clock")) {
        continue;
      }
      Initializer start = new Initializer.Constant(carried.start());
      slots.add(
          new Place.Slot(
              carried.name() + ".start",
              List.of(carried.size()),
              List.of(new Place.Start(0, 1, start)),
              null));
      parameters++;
    }
    return new Place(
        layer,
        place.position(),
        place.number(),
        place.inputSize(),
        place.outputSize(),
        List.copyOf(slots),
        place.firstParameter(),
        place.kernel(),
        place.carried(),
        place.isAnew(),
        place.below(),
        place.exposed(),
        place.watched(),
        List.of());
  }

  /** A cell at work: a recurrent layer, or another one whose arithmetic a kernel does. */
  private Place cell(
      At at,
      Layer layer,
      String name,
      Cell cell,
      int inputSize,
      int hiddenSize,
      Map<String, Integer> named,
      List<String> exposed) {
    int position = positions++;
    Sizes sizes = sizes(at, layer, cell, inputSize, hiddenSize, named);
    int below = below(at, layer, cell, sizes);
    List<Place.Slot> slots = new ArrayList<>();
    for (Shapes.Parameter parameter : cell.shapes().parameters()) {
      Place.Slot slot = slot(name, cell, parameter, sizes);
      check(at, layer, slot);
      slots.add(slot);
    }
    List<String> known = exposed.stream().filter(s -> hasState(cell, s)).toList();
    Cell exposing = known.isEmpty() ? cell : exposing(cell, known);
    Watched.Extent watching = layer instanceof Layer.Recurrent ? extent : Watched.Extent.NOTHING;
    Kernel kernel = Kernel.of(Watched.show(exposing, watching), sizes);
    int first = parameters;
    parameters += slots.size();
    return new Place(
        layer,
        position,
        at.number(),
        inputSize,
        sizes.of(cell.shapes().outputSize()),
        List.copyOf(slots),
        first,
        kernel,
        carried(name, kernel),
        anew,
        below,
        known.stream().mapToInt(s -> sizes.of(cell.shapes().size(s))).toArray(),
        Watched.of(name, cell, kernel, watching),
        List.of());
  }

  /** A layer of others. */
  private Place container(At at, Layer layer, int position, int outputSize, List<Place> inner) {
    return new Place(
        layer,
        position,
        at.number(),
        at.inputSize(),
        outputSize,
        List.of(),
        parameters,
        null,
        List.of(),
        false,
        -1,
        new int[0],
        Watched.NOTHING,
        inner);
  }

  /** A layer without parameters. */
  private Place plain(At at, Layer layer, int inputSize, int outputSize) {
    return with(at, layer, inputSize, outputSize, List.of());
  }

  /** A layer that is no cell. */
  private Place with(At at, Layer layer, int inputSize, int outputSize, List<Place.Slot> slots) {
    slots.forEach(slot -> check(at, layer, slot));
    int first = parameters;
    parameters += slots.size();
    return new Place(
        layer,
        positions++,
        at.number(),
        inputSize,
        outputSize,
        slots,
        first,
        null,
        List.of(),
        false,
        -1,
        new int[0],
        Watched.NOTHING,
        List.of());
  }

  static boolean hasState(Cell cell, String state) {
    return cell.states().stream().anyMatch(s -> s.name().equals(state));
  }

  /** The cell that gives out these states besides. */
  private static Cell exposing(Cell cell, List<String> states) {
    List<String> out = new ArrayList<>(cell.outputNames());
    states.forEach(s -> out.add(s + "'"));
    return cell.with("out [" + String.join(", ", out) + "]");
  }

  private Place.Slot slot(String name, Cell cell, Shapes.Parameter parameter, Sizes sizes) {
    return learned.of(name, cell, parameter, sizes);
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

  private static String article(Layer layer) {
    boolean vowel = layer instanceof Layer.Embedding || layer instanceof Layer.Input;
    return (vowel ? "an " : "a ") + layer;
  }
}
