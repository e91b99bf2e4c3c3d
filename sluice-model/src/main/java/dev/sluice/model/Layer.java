package dev.sluice.model;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Noise;
import dev.sluice.data.Vocabulary;
import java.util.Map;

/**
 * One layer of a model: what it is, without parameters or memory. Values between layers are {@code
 * [step, batch, size]}.
 */
public sealed interface Layer {

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
   * A cell over a sequence.
   *
   * @param sizes a number for each size that the text names; those not given are the hidden size
   */
  record Recurrent(Cell cell, int hiddenSize, Map<String, Integer> sizes) implements Layer {
    public Recurrent {
      positive("The hidden size", hiddenSize);
      sizes = Map.copyOf(sizes);
    }

    @Override
    public String toString() {
      return "recurrent " + cell.name();
    }
  }

  /**
   * In training, zeros with this probability and the rest scaled up by 1 / (1 − probability), drawn
   * anew for each value and update (Srivastava et al. 2014); otherwise it changes nothing.
   */
  record Dropout(double probability) implements Layer {
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
      return "dropout " + probability;
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

  /** A cell; all its states have the hidden size unless its text says otherwise. */
  static Layer recurrent(Cell cell, int hiddenSize) {
    return new Recurrent(cell, hiddenSize, Map.of());
  }

  /** A cell with numbers for the sizes that its text names. */
  static Layer recurrent(Cell cell, int hiddenSize, Map<String, Integer> sizes) {
    return new Recurrent(cell, hiddenSize, sizes);
  }

  /** Dropout of the layer below's output. */
  static Layer dropout(double probability) {
    return new Dropout(probability);
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
