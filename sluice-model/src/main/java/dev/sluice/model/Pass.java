package dev.sluice.model;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Repeats;
import dev.sluice.kernel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What computes: one thread's memory for running a {@link Model} over batches, forward and back. It
 * grows with the largest batch and allocates nothing after that. The results are the same, bit for
 * bit, with any number of worker threads.
 */
public final class Pass {
  private static final Signal NOTHING = new Signal();

  private final Model model;
  private final Workers workers;
  private final @Nullable Packed own;

  /** The layers of the model, from the input upwards. */
  private final List<Stage> stages;

  /** The stages that are cells, by the position of their places. */
  private final @Nullable CellStage[] cells;

  /** Which layers read backwards, by position. */
  private final boolean[] turned;

  /** The stage of the embedding, where there is one that gives each different vector once. */
  private @Nullable EmbeddingStage embedding;

  /** The stage that writes sequences, where there is one. */
  private @Nullable DecoderStage decoder;

  /** What each layer of the model gave out in the last run. */
  private final Signal[] outputs;

  private Packed packed;

  /** By what the first layer gave out, in the last way back. */
  private float[] inputGradient = {};

  // One call's arguments.
  private @Nullable Batch batch;
  private @Nullable State state;
  private boolean training;
  private boolean ready;
  private long seed;
  private long update;

  private Pass(Model model, Workers workers, boolean learns) {
    this.model = model;
    this.workers = workers;
    own = learns ? new Packed(model, true) : null;
    packed = own == null ? model.packed() : own;
    cells = new CellStage[model.places().size()];
    turned = new boolean[cells.length];
    stages = stages(model.stack());
    outputs = new Signal[stages.size()];
  }

  private List<Stage> stages(List<Place> stack) {
    List<Stage> made = new ArrayList<>();
    for (int i = 0; i < stack.size(); i++) {
      Kernel above = i + 1 == stack.size() ? null : stack.get(i + 1).kernel();
      made.add(stage(stack.get(i), above != null && above.mayRepeat() && !model.isProbed()));
    }
    return List.copyOf(made);
  }

  private Stage stage(Place place, boolean mayRepeat) {
    return switch (place.layer()) {
      case Layer.Input _ -> new InputStage(place);
      case Layer.Embedding _ -> {
        embedding = new EmbeddingStage(place, mayRepeat, EmbeddingStage.Of.INPUTS);
        yield embedding;
      }
      case Layer.Spelled _ -> spelledStage(place);
      case Layer.Recurrent _, Layer.Linear _ -> cellStage(place);
      case Layer.Bidirectional _ -> bidirectionalStage(place);
      case Layer.Decoder _ -> {
        decoder = decoderStage(place);
        yield decoder;
      }
      case Layer.Residual _ -> new ResidualStage(place, stages(place.inner()));
      case Layer.Dropout _ -> new DropoutStage(place.kernel() == null ? null : cellStage(place));
      case Layer.Pool(Layer.Pooling pooling) ->
          switch (pooling) {
            case LAST -> new LastStage(place.outputSize(), forward(place));
            case MEAN -> new MeanStage(place);
            case MAX -> new MaxStage(place);
            case ATTENTION -> new AttentionStage(place, cellStage(place.inner().getFirst()));
          };
      case Layer.Flatten(int steps) -> new FlattenStage(place, steps);
      case Layer.Transitions _ -> new TransitionsStage(place);
    };
  }

  private BidirectionalStage bidirectionalStage(Place place) {
    Layer.Join join = ((Layer.Bidirectional) place.layer()).join();
    Place backward = place.inner().getLast();
    turned[backward.position()] = true;
    return new BidirectionalStage(
        place, join, cellStage(place.inner().getFirst()), cellStage(backward));
  }

  private SpelledStage spelledStage(Place place) {
    Place reader = place.inner().getLast();
    int size = reader.outputSize();
    return new SpelledStage(
        place,
        new EmbeddingStage(place.inner().getFirst(), false, EmbeddingStage.Of.LETTERS),
        bidirectionalStage(reader),
        new LastStage(size, size / 2));
  }

  private DecoderStage decoderStage(Place place) {
    return new DecoderStage(
        place,
        new EmbeddingStage(place.inner().get(0), false, EmbeddingStage.Of.WRITTEN),
        cellStage(place.inner().get(1)),
        cellStage(place.inner().get(2)));
  }

  private CellStage cellStage(Place place) {
    CellStage stage = new CellStage(place);
    cells[place.position()] = stage;
    return stage;
  }

  /** How many values of a last step are of a forward direction: all where there is no other. */
  private int forward(Place last) {
    int forward = last.inputSize();
    for (Place place : model.stack()) {
      if (place.position() > last.position()) {
        break;
      }
      forward =
          switch (place.layer()) {
            case Layer.Dropout _, Layer.Pool _ -> forward;
            case Layer.Bidirectional(Layer.Recurrent _, Layer.Join join)
                when join == Layer.Join.CONCATENATE ->
                place.outputSize() / 2;
            default -> place.outputSize();
          };
    }
    return forward;
  }

  /** A pass for inference. It shares the model's packed parameters with all others. */
  public static Pass inference(Model model, Workers workers) {
    return new Pass(model, workers, false);
  }

  /** A pass for training, with packed parameters of its own, renewed after each change. */
  public static Pass training(Model model, Workers workers) {
    return new Pass(model, workers, true);
  }

  /**
   * Runs the model over a batch, without dropout.
   *
   * @param state carried on: read at the start, afterwards the state after the last step
   * @return the last layer's output, {@code [step, batch, output]}; 0 past the end of a row. It is
   *     this pass's memory: free for the caller to overwrite, and valid until the next call
   * @throws IllegalArgumentException if the state has another batch size than the batch (at the
   *     start it may have more rows), or the batch does not fit the model
   */
  public float[] run(Batch batch, State state) {
    return run(batch, state, false, false);
  }

  /**
   * The same for training: with dropout, and {@link #backward} may follow.
   *
   * @param seed decides, with {@code update}, what dropout zeros
   * @param update how many updates came before
   */
  public float[] train(Batch batch, State state, long seed, long update) {
    if (own == null) {
      throw new IllegalStateException("This pass is for inference; use Pass.training.");
    }
    this.seed = seed;
    this.update = update;
    return run(batch, state, true, true);
  }

  /**
   * The same without noise: what {@link #run} returns, and {@link #backward} may follow.
   *
   * @throws IllegalStateException if this is a pass for inference
   */
  public float[] trace(Batch batch, State state) {
    if (own == null) {
      throw new IllegalStateException("This pass is for inference; use Pass.training.");
    }
    return run(batch, state, true, false);
  }

  private float[] run(Batch batch, State state, boolean training, boolean noisy) {
    boolean fits =
        state.isFresh()
            ? state.batchSize() >= batch.batchSize()
            : state.batchSize() == batch.batchSize();
    if (!fits) {
      throw new IllegalArgumentException(
          "The state has %s rows, the batch %s.".formatted(state.batchSize(), batch.batchSize()));
    }
    ready = false; // until this run is complete
    this.batch = batch;
    this.state = state;
    this.training = training;
    if (own == null) {
      packed = model.packed();
    } else if (noisy) {
      own.pack(workers, seed, update);
    } else {
      own.pack(workers);
    }
    Signal x = NOTHING;
    for (int i = 0; i < outputs.length; i++) {
      x = stages.get(i).run(this, x);
      outputs[i] = x;
    }
    state.read();
    ready = training;
    return x.values;
  }

  /**
   * Goes on writing: after {@link #run} of a batch in which nothing but the first symbol is to be
   * written, the layers from the decoder on run for one more symbol of each row, from where they
   * are; those below it, which have read what there is to read, do not run again.
   *
   * @param symbols what was written at each row
   * @return the last layer's output, {@code [batch, output]}, as {@link #run} gives it
   * @throws IllegalStateException if the model has no decoder, or nothing was run
   */
  public float[] write(int[] symbols) {
    if (decoder == null || batch == null || batch.decoding() == null) {
      throw new IllegalStateException("Nothing is being written.");
    }
    Batch written = batch.decoding();
    System.arraycopy(symbols, 0, written.inputs(), 0, written.batchSize());
    int from = stages.indexOf(decoder);
    Signal x = outputs[from - 1];
    decoder.goOn(true);
    try {
      for (int i = from; i < outputs.length; i++) {
        x = stages.get(i).run(this, x);
        outputs[i] = x;
      }
    } finally {
      decoder.goOn(false);
    }
    return x.values;
  }

  /**
   * Gives each row what another one has written, between calls of {@link #write}; all rows must
   * have read the same.
   *
   * @param from the number of that row, for each
   */
  public void reorder(int[] from) {
    if (decoder != null) {
      decoder.reorder(from);
    }
  }

  /** The number of steps of what the last run returned: 1 where a layer pools. */
  public int outputSteps() {
    return outputs[outputs.length - 1].steps;
  }

  /**
   * Backpropagation through what {@link #train} ran last, cut at its first step (truncated
   * backpropagation through time). Once for each call of {@code train}.
   *
   * @param gradient by the array that {@code train} returned, {@code [step, batch, output]}; it may
   *     be that array. It is overwritten
   * @param gradients added to
   */
  public void backward(float[] gradient, Gradients gradients) {
    if (!ready) {
      throw new IllegalStateException("Call train before each backward.");
    }
    ready = false;
    float[] g = gradient;
    for (int i = outputs.length - 1; i >= 0; i--) {
      inputGradient = g;
      g = stages.get(i).backward(this, g, gradients);
    }
  }

  /**
   * What each name of the equations was in the last run of a {@linkplain Model#watched watched}
   * model, inputs first: {@code layer0.f}, {@code [step, batch, size]}, 0 past the end of a row;
   * the name of a state has its new value. A layer that reads backwards has them at the steps where
   * they belong, not in the order of its reading. And as {@code input} what the first layer gave
   * out. Each call makes new tensors.
   */
  public List<Tensor> values() {
    if (outputs[0] == null) {
      throw new IllegalStateException("Nothing was run; call run, train or trace first.");
    }
    List<Tensor> values = new ArrayList<>();
    int size = model.stack().getFirst().outputSize();
    values.add(tensor("input", copy(everyRow(outputs[0], 1, size), size), size));
    for (Place place : model.places()) {
      for (Watched.Value input : place.watched().inputs()) {
        Signal read = cell(place.position()).input(input);
        values.add(
            tensor(
                place,
                input,
                input.at() > 0 ? read : everyRow(read, place.position(), input.size())));
      }
      for (Watched.Value value : place.watched().values()) {
        values.add(named(place, value, cell(place.position()).value(value)));
      }
    }
    return List.copyOf(values);
  }

  /**
   * The gradients of the last {@link #backward} by the new states of a {@linkplain Model#probed
   * probed} model, in the form of {@link #values}; {@code input} is that by what the first layer
   * gave out.
   *
   * @throws IllegalStateException if there was no way back
   */
  public List<Tensor> stateGradients() {
    if (inputGradient.length == 0) {
      throw new IllegalStateException("There is no gradient; call backward first.");
    }
    List<Tensor> gradients = new ArrayList<>();
    Signal first = new Signal().of(inputGradient, outputs[0]);
    int size = model.stack().getFirst().outputSize();
    gradients.add(tensor("input", copy(first, size), size));
    for (Place place : model.places()) {
      for (Watched.Value state : place.watched().probed()) {
        gradients.add(tensor(place, state, cell(place.position()).stateGradient(state)));
      }
    }
    return List.copyOf(gradients);
  }

  /** What enters the layer at a position, each row for itself where equal ones are given once. */
  private Signal everyRow(Signal read, int position, int size) {
    Repeats repeats = repeats(position);
    if (repeats == null) {
      return read;
    }
    Signal all = new Signal().like(read, size);
    for (int i = 0; i < read.rows(); i++) {
      boolean there = i / read.batchSize < read.length(i % read.batchSize);
      if (there) {
        System.arraycopy(read.values, repeats.row(i) * size, all.values, i * size, size);
      }
    }
    return all;
  }

  /** A copy under the name that it has in its layer. */
  private Tensor tensor(Place place, Watched.Value value, Signal read) {
    return named(place, value, copy(read, value.size()));
  }

  /**
   * The values themselves under that name.
   *
   * @param own memory of nobody else, and no longer than it has to be
   */
  private Tensor named(Place place, Watched.Value value, Signal own) {
    Signal inTime = turned[place.position()] ? BidirectionalStage.inTime(own, value.size()) : own;
    return tensor(place.watched().layer() + "." + value.name(), inTime, value.size());
  }

  private static Signal copy(Signal signal, int size) {
    int count = Math.multiplyExact(signal.rows(), size);
    return new Signal().of(Arrays.copyOf(signal.values, count), signal);
  }

  private static Tensor tensor(String name, Signal own, int size) {
    own.clearPastEnds(own.values, size);
    return new Tensor(name, List.of(own.steps, own.batchSize, size), own.values);
  }

  /**
   * Where the values of the last run first cease to be finite, for messages: {@code layer 2
   * (recurrent lstm)}, or null. It asks what each layer gave out and what it carries.
   */
  public @Nullable String firstNotFinite() {
    for (int i = 0; i < outputs.length; i++) {
      Place place = model.stack().get(i);
      if (isNotFinite(outputs[i].values)
          || place
              .all()
              .flatMap(p -> Stream.of(state().layer(p.position())))
              .anyMatch(Pass::isNotFinite)) {
        return place.toString();
      }
    }
    return null;
  }

  private static boolean isNotFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return true;
      }
    }
    return false;
  }

  Batch batch() {
    return Objects.requireNonNull(batch);
  }

  State state() {
    return Objects.requireNonNull(state);
  }

  /** Which rows of what the layer below gave are equal; null where they are all there. */
  @Nullable Repeats repeats(int position) {
    return position == 1 && embedding != null ? embedding.repeats() : null;
  }

  /** The layer whose states another one reads. */
  CellStage cell(int position) {
    return Objects.requireNonNull(cells[position]);
  }

  Packed packed() {
    return packed;
  }

  Workers workers() {
    return workers;
  }

  boolean training() {
    return training;
  }

  long seed() {
    return seed;
  }

  long update() {
    return update;
  }
}
