package dev.sluice.model;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Noise;
import dev.sluice.data.Vocabulary;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One layer of a model: what it is, without parameters or memory. Values between layers are {@code
 * [step, batch, size]}; a layer that pools leaves one step.
 */
public sealed interface Layer {

  /**
   * The numbers of each step as they are given; always the first layer.
   *
   * @param size how many at each step
   */
  record Input(int size) implements Layer {
    public Input {
      positive("The input size", size);
    }

    @Override
    public String toString() {
      return "input";
    }
  }

  /**
   * A learned vector for each symbol; always the first layer.
   *
   * @param vocabularySize the number of symbols
   * @param size the size of each vector
   */
  record Embedding(int vocabularySize, int size) implements Layer {
    public Embedding {
      positive("The vocabulary size", vocabularySize);
      positive("The embedding size", size);
    }

    @Override
    public String toString() {
      return "embedding";
    }
  }

  /**
   * For each word a learned vector, beside what a cell makes of its letters in both directions: its
   * last state of either (Ling et al. 2015). So a word that was never seen is known by its
   * spelling. Always the first layer.
   *
   * @param words how many words have a vector
   * @param size of that vector
   * @param letters how many different letters there are
   * @param letterSize the size of the learned vector of each
   * @param cell what reads the letters, in both directions
   */
  record Spelled(int words, int size, int letters, int letterSize, Recurrent cell)
      implements Layer {
    public Spelled {
      positive("The number of words", words);
      positive("The embedding size of words", size);
      positive("The number of letters", letters);
      positive("The embedding size of letters", letterSize);
    }

    @Override
    public String toString() {
      return "spelled words by " + cell.cell().name();
    }
  }

  /**
   * A cell over a sequence.
   *
   * @param sizes a number for each size that the text names; those not given are the hidden size
   * @param learnsStart whether the states in which a sequence begins are learned, instead of given
   *     by the cell's {@code init} lines, or zero
   */
  record Recurrent(Cell cell, int hiddenSize, Map<String, Integer> sizes, boolean learnsStart)
      implements Layer {
    public Recurrent {
      positive("The hidden size", hiddenSize);
      sizes = Map.copyOf(sizes);
    }

    /** The same, with states at the start that are learned. */
    public Recurrent withLearnedStart() {
      return new Recurrent(cell, hiddenSize, sizes, true);
    }

    @Override
    public String toString() {
      return "recurrent " + cell.name();
    }
  }

  /**
   * In training, zeros with this probability and the rest scaled up by 1 / (1 − probability), drawn
   * anew for each value and update (Srivastava et al. 2014); otherwise it changes nothing.
   *
   * @param sequence whether the same values are zero at all steps of a sequence (Gal &amp;
   *     Ghahramani 2016, variational dropout)
   */
  record Dropout(double probability, boolean sequence) implements Layer {
    public Dropout {
      if (!(probability >= 0 && probability < 1)) {
        throw new IllegalArgumentException(
            "The probability of dropout must be at least 0 and below 1; it is %s."
                .formatted(probability));
      }
      if (Noise.isAlways(probability)) {
        throw new IllegalArgumentException(Noise.alwaysHappens("The probability of dropout"));
      }
    }

    @Override
    public String toString() {
      return (sequence ? "variational dropout " : "dropout ") + probability;
    }
  }

  /**
   * A cell over a sequence in both directions, each with parameters of its own (Schuster &amp;
   * Paliwal 1997): at each step one has read all up to it, the other all from it on.
   *
   * @param layer what either direction is
   */
  record Bidirectional(Recurrent layer, Join join) implements Layer {
    @Override
    public String toString() {
      return "bidirectional " + layer.cell().name();
    }
  }

  /** How the outputs of the two directions become one. */
  enum Join {
    /** Side by side, the forward direction first: the output is twice as wide. */
    CONCATENATE,
    /** Added. */
    ADD;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Layers, and what enters them added to what leaves them (He et al. 2016), so that gradients have
   * a way around them. What enters and what leaves has the same size.
   */
  record Residual(List<Layer> layers) implements Layer {
    public Residual {
      layers = List.copyOf(layers);
    }

    @Override
    public String toString() {
      return "residual";
    }
  }

  /** One step of many: what is said of a whole sequence. */
  record Pool(Pooling pooling) implements Layer {
    @Override
    public String toString() {
      return pooling + " pooling";
    }
  }

  /** Which one step stands for a sequence; steps past its end have no part in it. */
  enum Pooling {
    /**
     * What stands at the last step; above a bidirectional layer, each direction's own last step,
     * which for the backward direction is the first of the sequence.
     */
    LAST,
    /** The mean over steps. */
    MEAN,
    /** For each value the largest over steps. */
    MAX,
    /**
     * A mean with learned weights, which are the softmax over steps of {@code v·tanh(W x + b)}
     * (Yang et al. 2016, Hierarchical attention networks).
     */
    ATTENTION;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * All steps side by side as one, for sequences that all have the same length.
   *
   * @param steps that length
   */
  record Flatten(int steps) implements Layer {
    public Flatten {
      positive("The number of steps to flatten", steps);
    }

    @Override
    public String toString() {
      return "flatten";
    }
  }

  /**
   * Writes a sequence of its own length: a cell reads what is to be written, symbol by symbol, and
   * attends at each step to all steps of the layer below (Luong, Pham &amp; Manning 2015, global
   * attention with the general score). In training it reads the right symbols (teacher forcing,
   * Williams &amp; Zipser 1989). At each step it gives the cell's output beside what it attends to;
   * layers above make scores of the next symbol of that.
   *
   * @param symbols how many different ones can be written; 0 is the end, with which the cell begins
   * @param size of the learned vector of each
   * @param cell what reads them
   */
  record Decoder(int symbols, int size, Recurrent cell) implements Layer {
    public Decoder {
      positive("The number of symbols to write", symbols);
      positive("The embedding size of a decoder", size);
    }

    @Override
    public String toString() {
      return "decoder " + cell.cell().name();
    }
  }

  /**
   * Scores of transitions between tags, for {@link dev.sluice.loss.Loss#chain}: at each step {@code
   * [from, to]}, the score of the tag {@code to} below plus a learned one for its following {@code
   * from} (Lafferty, McCallum &amp; Pereira 2001).
   *
   * @param tags how many there are, the size of the layer below
   */
  record Transitions(int tags) implements Layer {
    public Transitions {
      positive("The number of tags", tags);
    }

    @Override
    public String toString() {
      return "transitions";
    }
  }

  /** Matrix times input plus bias, at each step alone. */
  record Linear(int size) implements Layer {
    public Linear {
      positive("The size of a linear layer", size);
    }

    @Override
    public String toString() {
      return "linear";
    }
  }

  /** A vector of {@code size} for each symbol of a vocabulary. */
  static Layer embedding(Vocabulary vocabulary, int size) {
    return new Embedding(vocabulary.size(), size);
  }

  /** A vector of {@code size} for each of {@code vocabularySize} symbols. */
  static Layer embedding(int vocabularySize, int size) {
    return new Embedding(vocabularySize, size);
  }

  /** The {@code size} numbers of each step. */
  static Layer input(int size) {
    return new Input(size);
  }

  /** A cell; all its states have the hidden size unless its text says otherwise. */
  static Recurrent recurrent(Cell cell, int hiddenSize) {
    return new Recurrent(cell, hiddenSize, Map.of(), false);
  }

  /** A cell with numbers for the sizes that its text names. */
  static Recurrent recurrent(Cell cell, int hiddenSize, Map<String, Integer> sizes) {
    return new Recurrent(cell, hiddenSize, sizes, false);
  }

  /** A cell in both directions, their outputs side by side: {@code 2 × hiddenSize}. */
  static Layer bidirectional(Cell cell, int hiddenSize) {
    return bidirectional(recurrent(cell, hiddenSize), Join.CONCATENATE);
  }

  /** A layer in both directions. */
  static Layer bidirectional(Recurrent layer, Join join) {
    return new Bidirectional(layer, join);
  }

  /** Layers with a way around them. */
  static Layer residual(Layer... layers) {
    return new Residual(List.of(layers));
  }

  /** What stands at the last step of each sequence. */
  static Layer last() {
    return new Pool(Pooling.LAST);
  }

  /** One step for a whole sequence. */
  static Layer pool(Pooling pooling) {
    return new Pool(pooling);
  }

  /** All steps of sequences of this length side by side. */
  static Layer flatten(int steps) {
    return new Flatten(steps);
  }

  /** Dropout of the layer below's output. */
  static Layer dropout(double probability) {
    return new Dropout(probability, false);
  }

  /** Dropout of the same values of the layer below at all steps of a sequence. */
  static Layer variationalDropout(double probability) {
    return new Dropout(probability, true);
  }

  /** A cell that writes a sequence, and attends to all of the layer below. */
  static Layer decoder(int symbols, int size, Recurrent cell) {
    return new Decoder(symbols, size, cell);
  }

  /** Scores of transitions between tags; the last layer of a tagger that is a linear chain. */
  static Layer transitions(int tags) {
    return new Transitions(tags);
  }

  /** A linear layer with {@code size} outputs; the last of a model gives the logits. */
  static Layer linear(int size) {
    return new Linear(size);
  }

  private static void positive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be at least 1; it is %s.".formatted(what, value));
    }
  }
}
