package dev.sluice.task;

import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.data.Tokens;
import dev.sluice.data.Vocabulary;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Labelled;
import dev.sluice.stream.Decoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * From one sequence another one: a text from a text, or from steps of numbers, of any length.
 *
 * @param reading how a sequence becomes what the model reads
 * @param written the symbols that it writes; 0, elsewhere what is unknown, is the end
 */
public record Rewriting(Reading reading, Vocabulary written) implements Task {

  /**
   * @throws IllegalArgumentException if the vocabulary is not open
   */
  public Rewriting {
    if (!written.isOpen()) {
      throw new IllegalArgumentException(
          "What is written needs an open vocabulary, whose symbol 0 is the end.");
    }
  }

  /**
   * Finds vocabularies or scaling on training data, in which the label of a sequence is the text to
   * be written.
   *
   * @param tokens what texts are cut into
   */
  public static Rewriting of(Labelled train, Tokens tokens) {
    List<String> texts = train.rows().stream().map(Labelled.Row::label).toList();
    Vocabulary written =
        switch (tokens) {
          case CHARACTERS -> Vocabulary.ofCharacters(String.join("", texts)).open();
          case WORDS -> Vocabulary.ofWords(texts, 1);
          case BYTES ->
              throw new IllegalArgumentException(
                  "Bytes cannot be written: 0, the end, is one of them. Use characters or words.");
        };
    return new Rewriting(Reading.of(train, tokens), written);
  }

  @Override
  public Loss loss() {
    return Loss.crossEntropy();
  }

  @Override
  public void require(Model model) {
    reading.require(model);
    Task.requireScores(written.size(), model);
    if (model.writtenSymbols() != written.size()) {
      throw new IllegalArgumentException(
          "The task has %s symbols to be written; the model writes %s."
              .formatted(written.size(), model.writtenSymbols()));
    }
  }

  @Override
  public String does() {
    return "writes a sequence from another one";
  }

  /** A decoder that writes what is to be written. */
  public Layer decoder(int size, Layer.Recurrent cell) {
    return Layer.decoder(written.size(), size, cell);
  }

  /**
   * Data as a model reads and writes them.
   *
   * @throws IllegalArgumentException if a sequence is of another kind, or a symbol is to be written
   *     that the training data did not have; the message says which
   */
  public Examples examples(Labelled data) {
    List<Example> examples = new ArrayList<>();
    for (Labelled.Row row : data.rows()) {
      int[] ids = written.encode(row.label());
      if (Arrays.stream(ids).anyMatch(id -> id == 0)) {
        throw new IllegalArgumentException(
            "%s is to be written as '%s', which has what the training data did not have."
                .formatted(row.place(), row.label()));
      }
      examples.add(
          new Example(reading.read(row.content(), row.place()), new Example.Sequence(ids)));
    }
    return Examples.of(examples);
  }

  /**
   * What a model writes of a sequence.
   *
   * @param most symbols at most
   * @param width how many sequences are gone on with at each step of the search
   */
  public String write(Model model, Labelled.Content content, int most, int width) {
    Example.Input input = reading.read(content, "the sequence");
    return written.decode(Decoding.of(model).beam(input, most, width));
  }

  /**
   * The share of sequences that are written without a mistake, always with the most probable
   * symbol.
   */
  public double accuracy(Model model, Examples examples) {
    Decoding decoding = Decoding.of(model);
    int right = 0;
    for (int i = 0; i < examples.count(); i++) {
      Example example = examples.get(i);
      int[] truth = ((Example.Sequence) example.target()).ids();
      int[] said = decoding.greedy(example.input(), truth.length + 1);
      right += Arrays.equals(said, truth) ? 1 : 0;
    }
    return right / (double) examples.count();
  }
}
