package dev.sluice.task;

import dev.sluice.data.Example;
import dev.sluice.data.Tokens;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Labelled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** How a sequence becomes what a model reads: found on training data, and kept with the model. */
public sealed interface Reading {

  /**
   * The sequence as a model reads it.
   *
   * @param place what to call it in a message
   * @throws IllegalArgumentException if it is of another kind
   */
  Example.Input read(Labelled.Content content, String place);

  /**
   * The first layer of a model that reads so.
   *
   * @param size of the vectors, where symbols become vectors
   */
  Layer layer(int size);

  /**
   * Checks that a model reads so.
   *
   * @throws IllegalArgumentException if it does not
   */
  void require(Model model);

  /**
   * Finds it on training data.
   *
   * @param tokens what a text is cut into
   */
  static Reading of(Labelled train, Tokens tokens) {
    return train.featureSize() > 0 ? Scaled.of(train) : Symbols.of(train, tokens);
  }

  /**
   * Texts, cut into symbols.
   *
   * @param vocabulary an open one: what training data did not have is symbol 0
   */
  record Symbols(Vocabulary vocabulary) implements Reading {

    /** A word that occurs less often is learned as one that is unknown. */
    private static final int MINIMUM = 2;

    static Symbols of(Labelled train, Tokens tokens) {
      return new Symbols(
          switch (tokens) {
            case CHARACTERS -> Vocabulary.ofCharacters(characters(train)).open();
            case WORDS -> Vocabulary.ofWords(() -> texts(train).iterator(), MINIMUM);
            case BYTES -> Vocabulary.ofBytes();
          });
    }

    /** One after the other, for they may not all fit into memory. */
    static Stream<String> texts(Labelled train) {
      return train.rows().stream()
          .map(row -> row.content() instanceof Labelled.Writing(String text) ? text : "");
    }

    /** Each character that occurs, once. */
    private static String characters(Labelled train) {
      BitSet all = new BitSet();
      texts(train).forEach(text -> text.codePoints().forEach(all::set));
      StringBuilder characters = new StringBuilder();
      all.stream().forEach(characters::appendCodePoint);
      return characters.toString();
    }

    @Override
    public Example.Input read(Labelled.Content content, String place) {
      return switch (content) {
        case Labelled.Writing(String text) -> new Example.Symbols(vocabulary.encode(text));
        case Labelled.Steps(int size, float[] _) ->
            throw new IllegalArgumentException(
                "%s has %s numbers at each step; the model reads text.".formatted(place, size));
      };
    }

    @Override
    public Layer layer(int size) {
      return Layer.embedding(vocabulary, size);
    }

    @Override
    public void require(Model model) {
      Task.requireSymbols(vocabulary, model);
    }
  }

  /**
   * Numbers, each less its mean and divided by its standard deviation, both over all steps of the
   * training data; one that never changes is only shifted.
   *
   * @param means for each number of a step
   * @param deviations above 0
   */
  record Scaled(List<Double> means, List<Double> deviations) implements Reading {
    public Scaled {
      means = List.copyOf(means);
      deviations = List.copyOf(deviations);
      if (means.isEmpty() || means.size() != deviations.size()) {
        throw new IllegalArgumentException(
            "There are %s means and %s deviations; there must be as many, at least one."
                .formatted(means.size(), deviations.size()));
      }
      for (double deviation : deviations) {
        if (!(deviation > 0)) {
          throw new IllegalArgumentException(
              "A standard deviation must be above 0; one is %s.".formatted(deviation));
        }
      }
    }

    static Scaled of(Labelled train) {
      int size = train.featureSize();
      // First the means, then the squares around them: else large means would swallow them.
      double[] means = new double[size];
      long steps = add(train, means, (value, _) -> value);
      for (int i = 0; i < size; i++) {
        means[i] /= Math.max(1, steps);
      }
      double[] squares = new double[size];
      add(train, squares, (value, i) -> (value - means[i]) * (value - means[i]));
      List<Double> deviations = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        double deviation = Math.sqrt(squares[i] / Math.max(1, steps));
        deviations.add(deviation > 1e-12 * Math.abs(means[i]) ? deviation : 1);
      }
      return new Scaled(Arrays.stream(means).boxed().toList(), deviations);
    }

    private interface Term {
      double of(double value, int column);
    }

    /** Adds a term of every number to the sum of its column; returns how many steps there were. */
    private static long add(Labelled data, double[] sums, Term term) {
      long steps = 0;
      for (Labelled.Row row : data.rows()) {
        if (row.content() instanceof Labelled.Steps(int size, float[] values)) {
          for (int i = 0; i < values.length; i++) {
            sums[i % size] += term.of(values[i], i % size);
          }
          steps += values.length / size;
        }
      }
      return steps;
    }

    @Override
    public Example.Input read(Labelled.Content content, String place) {
      return switch (content) {
        case Labelled.Writing _ ->
            throw new IllegalArgumentException(
                "%s is a text; the model reads %s numbers at each step."
                    .formatted(place, means.size()));
        case Labelled.Steps(int size, float[] values) -> {
          if (size != means.size()) {
            throw new IllegalArgumentException(
                "%s has %s numbers at each step; the model reads %s."
                    .formatted(place, size, means.size()));
          }
          float[] scaled = new float[values.length];
          for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) ((values[i] - means.get(i % size)) / deviations.get(i % size));
          }
          yield new Example.Numbers(size, scaled);
        }
      };
    }

    @Override
    public Layer layer(int size) {
      return Layer.input(means.size());
    }

    @Override
    public void require(Model model) {
      Task.requireFeatures(means.size(), model);
    }
  }
}
