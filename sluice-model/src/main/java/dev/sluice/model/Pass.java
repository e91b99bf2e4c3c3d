package dev.sluice.model;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Repeats;
import dev.sluice.kernel.Workers;
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

  private final Stages stages;

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
    stages = new Stages(model);
    outputs = new Signal[stages.all.size()];
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
      x = stages.all.get(i).run(this, x);
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
    DecoderStage decoder = stages.decoder();
    if (decoder == null || batch == null || batch.decoding() == null) {
      throw new IllegalStateException("Nothing is being written.");
    }
    Batch written = batch.decoding();
    System.arraycopy(symbols, 0, written.inputs(), 0, written.batchSize());
    int from = stages.all.indexOf(decoder);
    Signal x = outputs[from - 1];
    decoder.goOn(true);
    try {
      for (int i = from; i < outputs.length; i++) {
        x = stages.all.get(i).run(this, x);
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
    DecoderStage decoder = stages.decoder();
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
      g = stages.all.get(i).backward(this, g, gradients);
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
    return new NamedTensors(model, stages, outputs[0]).values();
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
    return new NamedTensors(model, stages, outputs[0]).stateGradients(inputGradient);
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
    return stages.repeats(position);
  }

  /** The layer whose states another one reads. */
  CellStage cell(int position) {
    return stages.cell(position);
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
