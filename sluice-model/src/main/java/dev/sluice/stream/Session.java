package dev.sluice.stream;

import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;
import java.util.PrimitiveIterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * One live stream of symbols through a model: it remembers what it has read. Belongs to one thread;
 * any number of sessions share one model. A {@link #step} gives the same bits as reading the whole
 * sequence at once, and allocates nothing after the first.
 */
public final class Session {
  private final Model model;
  private final Pass pass;
  private final State state;
  private final Batch symbol = new Batch();

  private Session(Model model, Workers workers) {
    if (!model.isStreaming()) {
      throw new IllegalArgumentException(
          "A session reads step by step; this model needs a sequence as a whole: %s."
              .formatted(model));
    }
    this.model = model;
    pass = Pass.inference(model, workers);
    state = State.of(model, 1);
    symbol.shape(1, 1);
  }

  /**
   * A session that has read nothing.
   *
   * @throws IllegalArgumentException if the model has a layer that needs a sequence as a whole: one
   *     that reads it backwards too, or pools
   */
  public static Session of(Model model) {
    return of(model, new Workers(1));
  }

  /**
   * The same with several threads for each step: for one stream through a large model, whose
   * parameters no processor's own cache can hold; a small one is faster with one thread. Sessions
   * that share workers wait for each other.
   *
   * @param workers who computes; the results do not depend on how many they are
   */
  public static Session of(Model model, Workers workers) {
    return new Session(model, workers);
  }

  /** The model that it runs. */
  public Model model() {
    return model;
  }

  /**
   * Reads one symbol.
   *
   * @return the scores of each possible next symbol before softmax (logits), {@code [vocabulary]}:
   *     the session's own memory, valid until the next call, free to overwrite
   * @throws IllegalArgumentException if the model does not know the symbol
   */
  public float[] step(int id) {
    symbol.inputs()[0] = id;
    return pass.run(symbol, state);
  }

  /**
   * Reads the numbers of one step.
   *
   * @param features {@code [input]}
   * @return what the last layer gives, {@code [output]}: the session's own memory, valid until the
   *     next call, free to overwrite
   * @throws IllegalArgumentException if the model reads symbols, or another number of numbers
   */
  public float[] step(float[] features) {
    if (features.length != model.featureSize()) {
      throw new IllegalArgumentException(
          "The model reads %s at each step; %s numbers were given."
              .formatted(
                  model.featureSize() == 0 ? "a symbol" : model.featureSize() + " numbers",
                  features.length));
    }
    float[] into = symbol.features(features.length);
    System.arraycopy(features, 0, into, 0, features.length);
    return pass.run(symbol, state);
  }

  /**
   * Reads the prompt, then goes on for ever with symbols of its own: each is chosen by the sampler
   * and read in turn. The prompt is not part of the result. Reading happens as the stream is read,
   * so use the session for nothing else meanwhile; afterwards it has read all symbols delivered but
   * the last.
   *
   * @param prompt at least one symbol
   * @throws IllegalArgumentException if the prompt is empty
   */
  public IntStream generate(int[] prompt, Sampler sampler) {
    if (prompt.length == 0) {
      throw new IllegalArgumentException("The prompt is empty; it needs at least one symbol.");
    }
    PrimitiveIterator.OfInt symbols =
        new PrimitiveIterator.OfInt() {
          private int read;
          private int last;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public int nextInt() {
            while (read < prompt.length - 1) {
              step(prompt[read++]);
            }
            if (read == prompt.length - 1) {
              last = prompt[read++];
            }
            last = sampler.next(step(last));
            return last;
          }
        };
    return StreamSupport.intStream(
        Spliterators.spliteratorUnknownSize(symbols, Spliterator.ORDERED), false);
  }

  /** A copy of what the session remembers; {@link #restore} brings it back, here or elsewhere. */
  public State save() {
    return state.copy();
  }

  /**
   * Remembers what {@code saved} says, and nothing else.
   *
   * @throws IllegalArgumentException if it was saved from another model's session
   */
  public void restore(State saved) {
    state.set(saved);
  }

  /** Forgets everything. */
  public void reset() {
    state.reset();
  }
}
