package dev.sluice.model;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Repeats;
import dev.sluice.kernel.Workers;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What computes: one thread's memory for running a {@link Model} over batches, forward and back. It
 * grows with the largest batch and allocates nothing after that. The results are the same, bit for
 * bit, with any number of worker threads.
 */
public final class Pass {
  private static final float[] NOTHING = {};

  private final Model model;
  private final Workers workers;
  private final @Nullable Packed own;
  private final Stage[] stages;

  /** What each stage returned in the last run: its own memory, which may be larger than that. */
  private final float[][] outputs;

  private Packed packed;

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
    stages = new Stage[model.places().size()];
    outputs = new float[stages.length][0];
    for (int i = 0; i < stages.length; i++) {
      Place place = model.places().get(i);
      stages[i] =
          switch (place.layer()) {
            case Layer.Embedding _ -> new EmbeddingStage(place, mayRepeat(i + 1));
            case Layer.Recurrent _, Layer.Linear _ -> new CellStage(place);
            case Layer.Dropout _ -> new DropoutStage(place);
          };
    }
  }

  /** Whether a layer can be given each different row of its input once. */
  private boolean mayRepeat(int position) {
    Kernel kernel = position == stages.length ? null : model.places().get(position).kernel();
    return kernel != null && kernel.mayRepeat();
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
   * @throws IllegalArgumentException if the state has another batch size than the batch, or a
   *     symbol is outside the vocabulary
   */
  public float[] run(Batch batch, State state) {
    return run(batch, state, false);
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
    return run(batch, state, true);
  }

  private float[] run(Batch batch, State state, boolean training) {
    if (state.batchSize() != batch.batchSize()) {
      throw new IllegalArgumentException(
          "The state has %s rows, the batch %s.".formatted(state.batchSize(), batch.batchSize()));
    }
    ready = false; // until this run is complete
    this.batch = batch;
    this.state = state;
    this.training = training;
    if (own == null) {
      packed = model.packed();
    } else if (training) {
      own.pack(workers, seed, update);
    } else {
      own.pack(workers);
    }
    float[] x = NOTHING;
    for (int i = 0; i < stages.length; i++) {
      x = stages[i].run(this, x);
      outputs[i] = x;
    }
    ready = training;
    return x;
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
    for (int i = stages.length - 1; i >= 0; i--) {
      g = stages[i].backward(this, g, gradients);
    }
  }

  /**
   * Where the values of the last run first cease to be finite, for messages: {@code layer 2
   * (recurrent lstm)}, or null. It asks what each layer gave out and what it carries.
   */
  public @Nullable String firstNotFinite() {
    for (Place place : model.places()) {
      if (isNotFinite(outputs[place.position()])
          || Stream.of(state().layer(place.position())).anyMatch(Pass::isNotFinite)) {
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

  /** Steps times rows of the batch. */
  int rows() {
    return batch().steps() * batch().batchSize();
  }

  /** Which rows of what the layer below gave are equal; null where they are all there. */
  @Nullable Repeats repeats(int position) {
    return position > 0 && stages[position - 1] instanceof EmbeddingStage e ? e.repeats() : null;
  }

  /** The layer whose states another one reads. */
  CellStage cell(int position) {
    return (CellStage) stages[position];
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
