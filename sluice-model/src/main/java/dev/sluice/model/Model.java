package dev.sluice.model;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Sizes;
import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Workers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Layers and what they have learned. Shared by any number of threads: nothing in it changes, except
 * that a {@code Trainer} writes the {@link Parameters}; while one does, nobody else may run the
 * model.
 */
public final class Model {
  private final List<Layer> layers;

  /** The layers. */
  private final List<Place> stack;

  /** The layers and those within them, by position. */
  private final List<Place> places;

  private final Parameters parameters;

  /** Packed for inference, shared by all passes; made on first use and again after a change. */
  private volatile @Nullable Packed packed;

  private Model(List<Layer> layers, List<Place> stack, Parameters parameters) {
    this.layers = List.copyOf(layers);
    this.stack = stack;
    places = Places.all(stack);
    this.parameters = parameters;
  }

  /**
   * A model with standard initial values, see {@link Initialization#STANDARD}.
   *
   * @param seed decides the initial values
   * @param layers from the input upwards; the first is an embedding or an input
   * @throws IllegalArgumentException if sizes do not fit together or are too large
   */
  public static Model of(long seed, Layer... layers) {
    return of(seed, Initialization.STANDARD, List.of(layers));
  }

  /** The same, from a list. */
  public static Model of(long seed, List<Layer> layers) {
    return of(seed, Initialization.STANDARD, layers);
  }

  /** The same with other initial values. */
  public static Model of(long seed, Initialization initialization, List<Layer> layers) {
    List<Place> stack = Places.of(layers, initialization);
    List<Place.Slot> slots = slots(stack);
    requireMemory(slots);
    // Each parameter depends on the seed and its own name alone, so their order is free.
    List<Tensor> tensors =
        IntStream.range(0, slots.size()).parallel().mapToObj(i -> slots.get(i).draw(seed)).toList();
    return new Model(layers, stack, new Parameters(tensors));
  }

  /**
   * A model with the given parameters, in any order; their arrays become the model's own.
   *
   * @throws IllegalArgumentException if sizes do not fit together, or the parameters' names and
   *     shapes are not those of the layers
   */
  public static Model of(List<Layer> layers, List<Tensor> parameters) {
    List<Place> stack = Places.of(layers, Initialization.STANDARD);
    List<Place.Slot> slots = slots(stack);
    requireMemory(slots);
    SequencedMap<String, List<Integer>> shapes = new LinkedHashMap<>();
    slots.forEach(slot -> shapes.put(slot.name(), slot.shape()));
    return new Model(
        layers, stack, new Parameters(Tensor.inOrder("parameter", shapes, parameters)));
  }

  /** The layers, from the input upwards. */
  public List<Layer> layers() {
    return layers;
  }

  /** What was learned. */
  public Parameters parameters() {
    return parameters;
  }

  /** The number of symbols that it knows; 0 where it reads numbers. */
  public int vocabularySize() {
    return switch (layers.getFirst()) {
      case Layer.Embedding embedding -> embedding.vocabularySize();
      case Layer.Spelled spelled -> spelled.words();
      default -> 0;
    };
  }

  /** How many numbers it reads at each step; 0 where it reads symbols. */
  public int featureSize() {
    return layers.getFirst() instanceof Layer.Input input ? input.size() : 0;
  }

  /** The number of values that leave the last layer at each step. */
  public int outputSize() {
    return stack.getLast().outputSize();
  }

  /**
   * Whether it can read a sequence as it comes, step by step: not where a layer reads it backwards,
   * says one thing of the whole, or has to know which step is the first.
   */
  public boolean isStreaming() {
    return places.stream()
        .noneMatch(
            place ->
                switch (place.layer()) {
                  case Layer.Bidirectional _,
                      Layer.Pool _,
                      Layer.Flatten _,
                      Layer.Spelled _,
                      Layer.Decoder _,
                      Layer.Transitions _ ->
                      true;
                  case Layer.Input _,
                      Layer.Embedding _,
                      Layer.Recurrent _,
                      Layer.Residual _,
                      Layer.Dropout _,
                      Layer.Linear _ ->
                      false;
                });
  }

  /** Whether it says one thing of a whole sequence, because a layer pools. */
  public boolean isOfWhole() {
    return layers.stream().anyMatch(l -> l instanceof Layer.Pool || l instanceof Layer.Flatten);
  }

  /**
   * A layer in numbers.
   *
   * @param layer what it is, and the sizes of what enters and leaves it
   * @param outputSize of what leaves it at each step
   * @param parameters how many numbers it has learned
   * @param operations floating-point operations of one step of one row, forward; training takes
   *     about three times as many
   */
  public record Summary(String layer, int outputSize, long parameters, long operations) {}

  /** Each layer in numbers, with those within it. */
  public List<Summary> summary() {
    return stack.stream()
        .map(
            place ->
                new Summary(
                    place.layer().toString(),
                    place.outputSize(),
                    place.all().flatMap(p -> p.slots().stream()).mapToLong(Place.Slot::count).sum(),
                    place.all().mapToLong(Place::operations).sum()))
        .toList();
  }

  /**
   * The same model, with the same parameters, whose {@link Pass#values} gives what each name of its
   * cells' equations was at each step. It computes the same bits, and takes more memory.
   */
  public Model watched() {
    return watched(Watched.Extent.VALUES);
  }

  /**
   * The same as {@link #watched}, whose {@link Pass#stateGradients} gives the gradients by its
   * states too. Its sums may differ from the model's in their last bits.
   */
  public Model probed() {
    return watched(Watched.Extent.GRADIENTS);
  }

  private Model watched(Watched.Extent extent) {
    return new Model(layers, Places.of(layers, Initialization.STANDARD, extent), parameters);
  }

  /**
   * A cell at work in a model.
   *
   * @param name that of the layer, {@code layer0}, with which the names of its parameters and
   *     values begin: {@code layer0.W_i}
   * @param reversed whether it reads sequences backwards
   */
  public record Recurrence(String name, Cell cell, Sizes sizes, boolean reversed) {}

  /**
   * The recurrent layers that read the sequences of a batch, from the input upwards: not what reads
   * the letters of a word, or what a decoder writes.
   */
  public List<Recurrence> recurrences() {
    List<Recurrence> recurrences = new ArrayList<>();
    stack.forEach(place -> addRecurrences(place, recurrences));
    return List.copyOf(recurrences);
  }

  private static void addRecurrences(Place place, List<Recurrence> to) {
    switch (place.layer()) {
      case Layer.Recurrent(Cell cell, int _, var _, boolean _) -> {
        Kernel kernel = Objects.requireNonNull(place.kernel());
        String parameter = place.slots().getFirst().name();
        String name = parameter.substring(0, parameter.lastIndexOf('.'));
        to.add(new Recurrence(name, cell, kernel.sizes(), name.endsWith(".reverse")));
      }
      case Layer.Bidirectional _, Layer.Residual _ ->
          place.inner().forEach(inner -> addRecurrences(inner, to));
      case Layer.Input _,
          Layer.Embedding _,
          Layer.Spelled _,
          Layer.Decoder _,
          Layer.Dropout _,
          Layer.Linear _,
          Layer.Pool _,
          Layer.Flatten _,
          Layer.Transitions _ -> {}
    }
  }

  /** How many different symbols it writes, where a decoder writes; else 0. */
  public int writtenSymbols() {
    return layers.stream()
        .mapToInt(layer -> layer instanceof Layer.Decoder decoder ? decoder.symbols() : 0)
        .sum();
  }

  /** The layers with their sizes, one line: {@code embedding 65 → 64, recurrent lstm 64 → 256}. */
  @Override
  public String toString() {
    return stack.stream()
        .map(
            place ->
                place.layer() instanceof Layer.Dropout
                    ? place.layer().toString()
                    : "%s %s → %s".formatted(place.layer(), place.inputSize(), place.outputSize()))
        .collect(Collectors.joining(", "));
  }

  /** Whether it shows the gradients by its states. */
  boolean isProbed() {
    return places.stream().anyMatch(place -> !place.watched().probed().isEmpty());
  }

  /** The layers. */
  List<Place> stack() {
    return stack;
  }

  /** The layers and those within them, by position. */
  List<Place> places() {
    return places;
  }

  /** The arrays of one layer's parameters, as its kernel takes them. */
  float[][] arrays(Place place) {
    float[][] arrays = new float[place.slots().size()][];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = parameters.tensors().get(place.firstParameter() + i).values();
    }
    return arrays;
  }

  /** The parameters as inference reads them, up to date. */
  Packed packed() {
    Packed current = packed;
    if (current == null || current.version() != parameters.version()) {
      synchronized (this) {
        current = packed;
        if (current == null || current.version() != parameters.version()) {
          // A new one: other threads may still be reading the old, but nobody else shall keep it.
          packed = null;
          current = new Packed(this, false);
          current.pack(Workers.single());
          packed = current;
        }
      }
    }
    return current;
  }

  private static List<Place.Slot> slots(List<Place> stack) {
    return Places.all(stack).stream().flatMap(place -> place.slots().stream()).toList();
  }

  private static void requireMemory(List<Place.Slot> slots) {
    double bytes = slots.stream().mapToDouble(slot -> (double) slot.count() * Float.BYTES).sum();
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The parameters of this model take %.1f GB; this JVM has %.1f GB (-Xmx gives it"
                  + " more).",
              bytes / 1e9,
              most / 1e9));
    }
  }
}
