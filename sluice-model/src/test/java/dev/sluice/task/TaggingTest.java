package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cell.Cell;
import dev.sluice.data.Examples;
import dev.sluice.data.Split;
import dev.sluice.loss.Loss;
import dev.sluice.metric.Confusion;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.source.Parts;
import dev.sluice.source.Tagged;
import dev.sluice.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaggingTest {
  @TempDir private Path folder;

  /**
   * Made-up words whose ending decides their tag, but for one whose tag is that of the word before
   * it: so spelling and context are needed, and most words of the test were never seen.
   */
  private static Tagged language(int sentences, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Tagged.Sentence> all = new ArrayList<>();
    for (int i = 0; i < sentences; i++) {
      List<String> words = new ArrayList<>();
      List<String> tags = new ArrayList<>();
      int length = random.nextInt(2, 9);
      for (int j = 0; j < length; j++) {
        if (j > 0 && random.nextInt(4) == 0) {
          words.add("same");
          tags.add(tags.getLast());
          continue;
        }
        boolean noun = random.nextBoolean();
        StringBuilder word = new StringBuilder();
        for (int k = random.nextInt(2, 6); k > 0; k--) {
          word.append((char) ('a' + random.nextInt(26)));
        }
        words.add(word + (noun ? "um" : "it"));
        tags.add(noun ? "N" : "V");
      }
      all.add(new Tagged.Sentence(words, tags, "sentence " + i));
    }
    return new Tagged("language", all);
  }

  @Test
  void learnsByLettersAndContext() {
    Tagged train = language(300, 1);
    Tagging task = Tagging.of(train);
    Model model =
        Model.of(
            1,
            task.layer(8, 8, Layer.recurrent(Cell.named("gru"), 8)),
            Layer.bidirectional(Cell.named("lstm"), 12),
            Layer.linear(task.tags().size()),
            Layer.transitions(task.tags().size()));
    Tagged test = language(100, 2);
    Examples examples = task.examples(test);
    new Trainer(model, Loss.chain(), Optimizer.adam(1e-2), Clip.norm(5))
        .fit(task.examples(train).batches(16), null, 12, _ -> {});
    Confusion confusion = task.confusion(model, examples, 2);
    assertThat(confusion.accuracy()).isGreaterThan(0.97);
    assertThat(confusion.total()).isEqualTo(test.words());
    assertThat(task.baseline(train, test).accuracy()).isBetween(0.3, 0.7);
    assertThat(task.tags(model, examples, 1)).isDeepEqualTo(task.tags(model, examples, 3));
  }

  /** In memory and on disk alike. */
  private Tagged read(String content, String column) throws IOException {
    return read("t.conll", content, column);
  }

  private Tagged read(String name, String content, String column) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    Tagged tagged;
    try {
      tagged = Tagged.read(file, column);
    } catch (IllegalArgumentException e) {
      assertThatThrownBy(() -> Tagged.onDisk(file, column)).hasMessage(e.getMessage());
      throw e;
    }
    try (Tagged onDisk = Tagged.onDisk(file, column)) {
      assertThat(onDisk.sentences()).isEqualTo(tagged.sentences());
      assertThat(onDisk.digest()).isEqualTo(tagged.digest());
    }
    return tagged;
  }

  @Test
  void whatStaysOnDiskIsReadUntilItIsClosed() throws IOException {
    Path file = Files.writeString(folder.resolve("d.conll"), "\uFEFFa N\r\nb V\r\n\r\nc N\n\nd V");
    Tagged onDisk = Tagged.onDisk(file, "");
    Tagged inMemory = Tagged.read(file, "");
    assertThat(onDisk.sentences()).isEqualTo(inMemory.sentences());
    Parts<Tagged> parts = onDisk.split(new Split(50, 50, 0), 1);
    assertThat(parts.train().sentences())
        .isEqualTo(inMemory.split(new Split(50, 50, 0), 1).train().sentences());
    assertThatThrownBy(() -> Tagged.onDisk(folder.resolve("none.conll"), ""))
        .hasMessage("There is no file %s.", folder.resolve("none.conll"));
    assertThatThrownBy(() -> Tagged.onDisk(folder, ""))
        .hasMessage(folder + " is a folder; name a file.");
    Tagging task = Tagging.of(onDisk);
    assertThat(task).isEqualTo(Tagging.of(inMemory));
    assertThat(task.examples(onDisk).steps(0)).isEqualTo(2);
    parts.close();
    for (Tagged closed : List.of(onDisk, parts.train())) {
      assertThatThrownBy(() -> closed.sentences().getFirst())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(file + " was closed; read it again.");
    }
  }

  @Test
  void readsObjects() throws IOException {
    String text =
        """
        {"words": ["EU", "rejects"], "tags": ["B-ORG", "O"]}

        {"words": [], "tags": []}
        {"words": ["No"], "tags": ["O"]}
        """;
    Tagged tagged = read("t.jsonl", text, "");
    assertThat(tagged.sentences()).hasSize(2);
    assertThat(tagged.sentences().getLast().place()).endsWith("t.jsonl, line 4");
    assertThatThrownBy(() -> read("t.jsonl", text + "{\"words\": [\"a\"], \"tags\": []}", ""))
        .hasMessageEndingWith("line 5 has 1 words and 0 tags.");
    assertThatThrownBy(() -> read("t.jsonl", "\n", "")).hasMessageEndingWith(" has no sentences.");
  }

  private static String line(String id, String word, String upos, String xpos) {
    return String.join("\t", id, word, "_", upos, xpos, "_", "_", "_", "_", "_") + "\n";
  }

  @Test
  void readsConllu() throws IOException {
    String text =
        "# sent_id = 1\n"
            + line("1-2", "don't", "_", "_")
            + line("1", "do", "AUX", "VBP")
            + line("2", "n't", "PART", "RB")
            + line("2.1", "go", "VERB", "VB")
            + line("3", "#", "SYM", "NN")
            + "\n\n"
            + line("1", "Yes", "INTJ", "UH");
    Tagged tagged = read(text, "");
    assertThat(tagged.sentences()).hasSize(2);
    assertThat(tagged.sentences().getFirst().words()).containsExactly("do", "n't", "#");
    assertThat(tagged.sentences().getFirst().tags()).containsExactly("AUX", "PART", "SYM");
    assertThat(read(text, "xpos").counts()).containsOnlyKeys("VBP", "RB", "NN", "UH");
    assertThat(read(text, "5").counts()).isEqualTo(read(text, "xpos").counts());
    assertThatThrownBy(() -> read(text, "color"))
        .hasMessageContaining("has no column 'color'; give its number, from 1, or one of id, form");
    assertThatThrownBy(() -> read(text + "2\tno\n", ""))
        .hasMessageEndingWith("line 10 has 2 columns between tabs; CoNLL-U has 10.");
  }

  @Test
  void readsColumns() throws IOException {
    String text = "-DOCSTART- -X- O O\n\nEU NNP I-NP B-ORG\nrejects VBZ I-VP O\n\n# NN O O\n";
    Tagged tagged = read(text, "");
    assertThat(tagged.sentences().getFirst().tags()).containsExactly("B-ORG", "O");
    assertThat(read(text, "2").sentences().getFirst().tags()).containsExactly("NNP", "VBZ");
    assertThatThrownBy(() -> read("word\n", ""))
        .hasMessageEndingWith("line 1 has 1 columns: a word and its tag are needed.");
    assertThatThrownBy(() -> read("\n", "")).hasMessageEndingWith(" has no sentences.");
  }

  @Test
  void refusesTagsThatTrainingDidNotHave() {
    Tagged.Sentence one = new Tagged.Sentence(List.of("a", "b"), List.of("N", "V"), "line 1");
    Tagged.Sentence other = new Tagged.Sentence(List.of("a"), List.of("X"), "line 9");
    Tagging task = Tagging.of(new Tagged("train", List.of(one)));
    assertThatThrownBy(() -> task.examples(new Tagged("test", List.of(other))))
        .hasMessage(
            "The sentence at line 9, word 1 ('a'), has the tag 'X', which the training data did not"
                + " have.");
    Tagged.Sentence same = new Tagged.Sentence(List.of("a", "b"), List.of("N", "N"), "line 1");
    assertThatThrownBy(() -> Tagging.of(new Tagged("train", List.of(same))))
        .hasMessage("All words of train have the tag 'N': there is nothing to tell apart.");
  }
}
