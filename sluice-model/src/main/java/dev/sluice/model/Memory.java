package dev.sluice.model;

import dev.sluice.data.Spellings;
import dev.sluice.kernel.Kernel;
import java.util.List;
import java.util.Locale;

/**
 * The bytes that work on a model takes. They are known from the layers alone, before anything is
 * allocated or drawn, so that work too large for a machine is refused in a sentence.
 *
 * @param parameters what is learned
 * @param learning the gradients, and what an optimizer remembers
 * @param weights the parameters once more, as kernels read them
 * @param run what grows with steps and rows: activations, scores, states
 */
public record Memory(long parameters, long learning, long weights, long run) {

  /** The longest array that every JVM gives. */
  private static final long LONGEST = Integer.MAX_VALUE - 8;

  /** The share of a JVM's memory that can be filled: the rest is for the text, and for files. */
  private static final double USABLE = 0.9;

  /**
   * What a training takes, evaluation included.
   *
   * @param slots how many numbers the optimizer remembers for each parameter
   * @param steps of the longest batch
   * @param batch rows of a batch
   * @throws IllegalArgumentException if the layers do not fit together, or an array of more than
   *     2³¹−1 numbers would be needed; the message says for what
   */
  public static Memory ofTraining(
      List<Layer> layers, int slots, int steps, int batch, int threads) {
    return ofTraining(layers, slots, steps, steps, batch, threads);
  }

  /**
   * The same of a model that writes.
   *
   * @param written steps of the longest sequence to be written, its end included
   */
  public static Memory ofTraining(
      List<Layer> layers, int slots, int steps, int written, int batch, int threads) {
    return of(layers, 1 + slots, true, steps, written, batch, threads);
  }

  /**
   * What a pass for inference takes, the model and its packed parameters included, which all passes
   * share.
   *
   * @throws IllegalArgumentException as for training
   */
  public static Memory ofInference(List<Layer> layers, int steps, int batch, int threads) {
    return of(layers, 0, false, steps, steps, batch, threads);
  }

  private static Memory of(
      List<Layer> layers,
      int copies,
      boolean training,
      int steps,
      int written,
      int batch,
      int threads) {
    long rows = (long) steps * batch;
    if (rows > LONGEST) {
      throw tooLong("%,d steps of %,d rows are %,d", steps, batch, rows);
    }
    // A batch of symbols and targets, and a loss for each; another batch to evaluate.
    Memory sum = new Memory(0, 0, 0, (training ? 5 : 2) * rows * Integer.BYTES);
    int vocabulary = 0;
    int now = steps;
    for (Place place : Places.of(layers, Initialization.STANDARD)) {
      boolean spelled = place.layer() instanceof Layer.Spelled;
      if (place.layer() instanceof Layer.Decoder) {
        // What each step that is written attends to, and from here on the steps that are written.
        sum = sum.plus(new Memory(0, 0, 0, Float.BYTES * (long) written * batch * now));
        now = written;
      }
      for (Place one : place.all().toList()) {
        // What reads letters has a row for each different word, at most as many as there are words.
        boolean letters = spelled && one != place;
        sum =
            sum.plus(
                letters
                    ? of(one, training, Spellings.LONGEST, (int) rows, 0, threads)
                    : of(one, training, now, batch, vocabulary, threads));
      }
      vocabulary = place.layer() instanceof Layer.Embedding ? place.inputSize() : 0;
      boolean pools = place.layer() instanceof Layer.Pool || place.layer() instanceof Layer.Flatten;
      now = pools ? 1 : now;
    }
    return new Memory(sum.parameters, copies * sum.parameters, sum.weights, sum.run);
  }

  private Memory plus(Memory other) {
    return new Memory(
        parameters + other.parameters,
        learning + other.learning,
        weights + other.weights,
        run + other.run);
  }

  /** What one layer takes, without those within it. */
  private static Memory of(
      Place place, boolean training, int steps, int batch, int vocabulary, int threads) {
    long rows = (long) steps * batch;
    long parameters = Float.BYTES * place.slots().stream().mapToLong(Place.Slot::count).sum();
    Kernel kernel = place.kernel();
    if (kernel == null) {
      return new Memory(parameters, 0, 0, beside(place, training, rows));
    }
    long run = 0;
    if (training || !(place.layer() instanceof Layer.Dropout)) {
      int repeated = (int) Math.min(vocabulary, rows / 2);
      run =
          around(place, kernel, training, rows)
              + states(place, training, batch)
              + kernel.tapeBytes(training, steps, batch, repeated, threads);
    }
    return new Memory(parameters, 0, kernel.weightBytes(training), run);
  }

  /** What a layer holds that is no cell, beside the cells within it. */
  private static long beside(Place place, boolean training, long rows) {
    if (place.kernel() != null) {
      return 0;
    }
    return switch (place.layer()) {
      case Layer.Embedding _, Layer.Spelled _ -> floats(place, rows, place.outputSize());
      case Layer.Bidirectional _ ->
          (training ? 2 : 1) * floats(place, rows, place.inputSize())
              + (training ? 3 : 1) * floats(place, rows, place.outputSize());
      case Layer.Transitions _ ->
          (training ? floats(place, rows, place.inputSize()) : 0)
              + floats(place, rows, place.outputSize());
      case Layer.Decoder _ ->
          (training ? 3 : 1) * floats(place, rows, place.outputSize())
              + (training ? 2 : 1) * floats(place, rows, place.inputSize());
      case Layer.Residual _, Layer.Pool _, Layer.Flatten _ ->
          (training ? 2 : 1) * floats(place, rows, place.inputSize());
      case Layer.Input _ -> (training ? 2 : 1) * floats(place, rows, place.outputSize());
      case Layer.Recurrent _, Layer.Dropout _, Layer.Linear _ -> 0;
    };
  }

  /** What enters a layer's kernel and leaves it, beside the output of the layer below. */
  private static long around(Place place, Kernel kernel, boolean training, long rows) {
    long bytes = floats(place, rows, kernel.outputSize());
    if (kernel.outputSize() > place.outputSize()) {
      bytes += (training ? 2 : 1) * bytes; // taken apart, and put together again
    }
    for (int i = 0; i < kernel.cell().inputs().size(); i++) {
      long input = floats(place, rows, i == 0 ? place.inputSize() : place.hiddenSize(i));
      bytes += training ? input : 0;
      bytes += i > 0 && place.below() < 0 ? input : 0;
    }
    return bytes;
  }

  /** What is carried; an evaluation carries its own. */
  private static long states(Place place, boolean training, int batch) {
    int size = place.carried().stream().mapToInt(Carried::size).sum();
    return (training ? 2 : 1) * floats(place, batch, size);
  }

  private static long floats(Place place, long rows, int size) {
    long count = rows * size; // both below 2³¹
    if (count > LONGEST) {
      throw tooLong("%s has %,d rows (steps × batch) of %,d values, %,d", place, rows, size, count);
    }
    return count * Float.BYTES;
  }

  private static IllegalArgumentException tooLong(String what, Object... arguments) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, what, arguments)
            + String.format(
                Locale.ROOT,
                "; an array holds at most %,d. Use fewer steps or a smaller batch.",
                LONGEST));
  }

  /** All of it. */
  public long total() {
    return parameters + learning + weights + run;
  }

  /** Whether this JVM has as much, with a tenth to spare. */
  public boolean fits() {
    return fits(total());
  }

  /** The same of any number of bytes. */
  public static boolean fits(long bytes) {
    return bytes <= USABLE * Runtime.getRuntime().maxMemory();
  }

  /** The option of the JVM that gives it so many bytes, and a tenth to spare: {@code -Xmx16g}. */
  public static String option(long bytes) {
    return "-Xmx" + (long) Math.ceil(bytes / USABLE / (1 << 30)) + "g";
  }

  /**
   * Refuses what does not fit.
   *
   * @throws IllegalArgumentException if it does not; the message says what to do
   */
  public void require() {
    if (!fits()) {
      throw new IllegalArgumentException(
          "This needs about %s, %s of it for the model's size and %s for steps and batch; this JVM may use %s."
                  .formatted(
                      in(total()), in(total() - run), in(run), in(Runtime.getRuntime().maxMemory()))
              + " Use %s, or give it more: %s."
                  .formatted(
                      2 * run > total() ? "fewer steps or a smaller batch" : "smaller layers",
                      option(total())));
    }
  }

  /** Bytes for a reader: {@code 85 MB}, {@code 1.3 GB}. */
  public static String in(long bytes) {
    return bytes < 999_500_000
        ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
  }

  /** All of it, for a reader. */
  @Override
  public String toString() {
    return in(total());
  }
}
