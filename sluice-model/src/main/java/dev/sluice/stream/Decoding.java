package dev.sluice.stream;

import dev.sluice.data.Batch;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.kernel.VectorMath;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Lets a model that has a decoder write the sequence that belongs to what it reads. It belongs to
 * one thread.
 */
public final class Decoding {
  private final Model model;
  private final Pass pass;
  private final Batch batch = new Batch();

  private Decoding(Model model) {
    this.model = model;
    pass = Pass.inference(model, Workers.single());
  }

  /**
   * Decoding with a model.
   *
   * @throws IllegalArgumentException if it has no decoder, or its last layer does not score the
   *     symbols that it writes
   */
  public static Decoding of(Model model) {
    if (model.writtenSymbols() == 0 || model.writtenSymbols() != model.outputSize()) {
      throw new IllegalArgumentException(
          "The model does not write sequences: it needs a decoder, and above it a linear layer with"
              + " a score for each of its symbols; it is %s.".formatted(model));
    }
    return new Decoding(model);
  }

  /**
   * Writes always the most probable symbol.
   *
   * @param most symbols at most
   * @return without the end
   */
  public int[] greedy(Example.Input input, int most) {
    return beam(input, most, 1);
  }

  /**
   * A sequence that is being written.
   *
   * @param row where its states are
   * @param score the logarithm of its probability
   */
  private record Written(int[] symbols, int row, double score) {

    /** By which sequences of several lengths are compared. */
    double perSymbol() {
      return score / (symbols.length + 1);
    }
  }

  /**
   * Searches the most probable sequence, by its mean over symbols.
   *
   * @param most symbols at most
   * @param width how many sequences are gone on with at each step
   * @return without the end
   * @throws IllegalArgumentException if either number is not positive
   */
  public int[] beam(Example.Input input, int most, int width) {
    if (most < 1 || width < 1) {
      throw new IllegalArgumentException(
          "A search needs at least one symbol and one sequence; %s and %s were asked for."
              .formatted(most, width));
    }
    Examples one = Examples.of(List.of(new Example(input, new Example.Sequence(new int[0]))));
    one.read(new int[width], 0, width, batch);
    float[] scores = pass.run(batch, State.of(model, width));
    List<Written> live = List.of(new Written(new int[0], 0, 0)); // all rows are alike so far
    List<Written> ended = new ArrayList<>();
    int[] from = new int[width];
    int[] symbols = new int[width];
    for (int step = 0; step <= most; step++) { // the end comes after the last symbol
      List<Written> next = best(live, scores, width);
      live = new ArrayList<>();
      for (Written written : next) {
        int length = written.symbols.length;
        if (written.symbols[length - 1] == 0) {
          int[] whole = Arrays.copyOf(written.symbols, length - 1);
          ended.add(new Written(whole, 0, written.score));
        } else {
          from[live.size()] = written.row;
          symbols[live.size()] = written.symbols[length - 1];
          live.add(new Written(written.symbols, live.size(), written.score));
        }
      }
      if (live.isEmpty() || isDecided(live, ended)) {
        break;
      }
      Arrays.fill(from, live.size(), width, from[0]);
      Arrays.fill(symbols, live.size(), width, symbols[0]);
      if (step < most) {
        pass.reorder(from);
        scores = pass.write(symbols);
      }
    }
    List<Written> all = new ArrayList<>(ended);
    if (ended.isEmpty()) {
      live.forEach(w -> all.add(new Written(Arrays.copyOf(w.symbols, most), 0, w.score)));
    }
    return all.stream()
        .max(Comparator.comparingDouble(Written::perSymbol))
        .map(Written::symbols)
        .orElse(new int[0]);
  }

  /** Whether none that goes on can become better than the best that has ended, as it stands. */
  private static boolean isDecided(List<Written> live, List<Written> ended) {
    double best =
        ended.stream().mapToDouble(Written::perSymbol).max().orElse(Double.NEGATIVE_INFINITY);
    return live.stream().allMatch(one -> one.score / one.symbols.length <= best);
  }

  /** The best continuations of all by one symbol. */
  private List<Written> best(List<Written> live, float[] scores, int width) {
    int size = model.outputSize();
    List<Written> all = new ArrayList<>();
    for (Written written : live) {
      int at = written.row * size;
      VectorMath.softmax(scores, at, size);
      for (int symbol = 0; symbol < size; symbol++) {
        double score = written.score + Math.log(Math.max(scores[at + symbol], Float.MIN_VALUE));
        int[] longer = Arrays.copyOf(written.symbols, written.symbols.length + 1);
        longer[longer.length - 1] = symbol;
        all.add(new Written(longer, written.row, score));
      }
    }
    return all.stream()
        .sorted(Comparator.comparingDouble(Written::score).reversed())
        .limit(width)
        .toList();
  }
}
