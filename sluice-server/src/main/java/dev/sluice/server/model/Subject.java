package dev.sluice.server.model;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Tokens;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Model;
import dev.sluice.server.http.Refusal;
import dev.sluice.task.NextSymbol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model to look into, which nobody trains meanwhile.
 *
 * @param name what to call it: that of its file, without the folder
 * @param example a text to begin with; empty where it reads no text
 */
public record Subject(String name, Checkpoint checkpoint, String example) {
  private static final String BEGINNING =
      "It was a quiet morning, and nobody in the house had said a word. (Nobody was awake.)\n"
          + "\"Who is there?\" she asked. \"A friend,\" said a voice; \"open the door!\"\n";

  /**
   * The model of a file.
   *
   * @throws IOException if it cannot be read
   */
  public static Subject load(Path file) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(file);
    Path name = file.getFileName();
    return new Subject(String.valueOf(name), checkpoint, example(checkpoint));
  }

  /** Of a text that most models of English can read what this one can. */
  private static String example(Checkpoint checkpoint) {
    if (!(checkpoint.task() instanceof NextSymbol(Vocabulary vocabulary))) {
      return "";
    }
    StringBuilder known = new StringBuilder();
    BEGINNING
        .codePoints()
        .mapToObj(Character::toString)
        .filter(one -> vocabulary.symbols().isEmpty() || vocabulary.symbols().contains(one))
        .forEach(known::append);
    return vocabulary.tokens() == Tokens.WORDS || known.length() < 40
        ? Written.sample(checkpoint.model(), vocabulary)
        : known.toString();
  }

  /** The model. */
  public Model model() {
    return checkpoint.model();
  }

  /** Whether it reads a text symbol by symbol, as it comes. */
  public boolean readsText() {
    return checkpoint.task() instanceof NextSymbol;
  }

  /**
   * What its symbols mean.
   *
   * @throws Refusal if it reads no text
   */
  public Vocabulary vocabulary() {
    if (checkpoint.task() instanceof NextSymbol(Vocabulary vocabulary)) {
      return vocabulary;
    }
    throw Refusal.impossible(
        "%s %s; this view needs a model of text: train one under Train.",
        name, checkpoint.task().does());
  }

  /**
   * A recurrent layer.
   *
   * @param name the first one where null
   * @throws Refusal if there is none of this name
   */
  public Model.Recurrence layer(@Nullable String name) {
    List<Model.Recurrence> all = model().recurrences();
    return all.stream()
        .filter(one -> name == null || one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.missing(
                    "There is no such recurrent layer; there are: %s.",
                    all.stream().map(Model.Recurrence::name).collect(Collectors.joining(", "))));
  }
}
