package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples and evaluations of models that have learned nothing. */
class SampleTest {

  @TempDir Path temp;
  String model;
  String bytes;

  @BeforeEach
  void save() throws IOException {
    model = save("letters.safetensors", Vocabulary.ofCharacters("\nabcdé"));
    bytes = save("bytes.safetensors", Vocabulary.ofBytes());
  }

  private String save(String name, Vocabulary vocabulary) throws IOException {
    Path file = temp.resolve(name);
    Model untrained =
        Model.of(
            1,
            Layer.embedding(vocabulary, 4),
            Layer.recurrent(dev.sluice.cell.Cell.named("gru"), 5),
            Layer.linear(vocabulary.size()));
    Checkpoint.of(untrained, vocabulary).save(file);
    return file.toString();
  }

  @Test
  void writesThePromptAndSoManySymbols() {
    String out = Run.here("sample", model, "--prompt", "aé", "--length", "30").succeeded().out();
    assertThat(out).startsWith("aé").hasSize(2 + 30 + 1).endsWith("\n");
    assertThat(Run.here("sample", model, "--length", "30").succeeded().out()).hasSize(30 + 1);
  }

  @Test
  void oneSeedWritesOneText() {
    String first = "sample " + model + " --length 60 --seed 5";
    assertThat(Run.here(first).out()).isEqualTo(Run.here(first).out());
    assertThat(Run.here("sample", model, "--length", "60", "--seed", "6").out())
        .isNotEqualTo(Run.here(first).out());
  }

  @Test
  void samplers() {
    String greedy = Run.here("sample", model, "--greedy").succeeded().out();
    assertThat(Run.here("sample", model, "--top-k", "1").succeeded().out()).isEqualTo(greedy);
    assertThat(Run.here("sample", model, "--top-p", "0.01").succeeded().out()).isEqualTo(greedy);
    assertThat(Run.here("sample", model, "--temperature", "2").succeeded().out())
        .isNotEqualTo(greedy);
    Run cold = Run.here("sample", model, "--temperature", "0");
    assertThat(cold.err()).startsWith("The temperature must be a number above 0; it is 0");
    assertThat(cold.status()).isEqualTo(2);
  }

  /** Bytes that form no character become the replacement character, never broken UTF-8. */
  @Test
  void bytesAreWrittenAsWholeCharacters() {
    String out = Run.here("sample", bytes, "--prompt", "é", "--length", "200").succeeded().out();
    assertThat(out).startsWith("é").contains("\uFFFD");
  }

  @Test
  void jsonHoldsTheText() {
    assertThat(
            Run.here("sample", model, "--prompt", "ab", "--length", "3", "--greedy", "--json")
                .succeeded()
                .out())
        .matches(
            "\\{\"model\":\".*letters.safetensors\",\"seed\":1,\"prompt\":\"ab\",\"text\":\"ab.+\"\\}\n");
  }

  @Test
  void aStrangeSymbolIsNamed() {
    Run.here("sample", model, "--prompt", "abß")
        .refused("There is no symbol 'ß' (U+00DF) in the vocabulary of 6 symbols.");
  }

  @Test
  void evaluateTellsNatsBitsAndPerplexity() throws IOException {
    Path data = Files.writeString(temp.resolve("data.txt"), "abcd\n".repeat(100));
    assertThat(Run.here("evaluate", model, data.toString()).succeeded().out())
        .matches(
            "(?s)\\Q%s on %s, 499 characters:\\E\n  \\d\\.\\d{4} nats per character\n  \\d\\.\\d{4} bits per character\n  \\d\\.\\d{4} perplexity\n"
                .formatted(model, data));
    assertThat(
            Run.here("evaluate", model, data.toString(), "--part", "validation", "--json")
                .succeeded()
                .out())
        .contains("\"part\":\"validation\"", "\"symbols\":24", "\"trigram\":0.");
    assertThat(Run.here("evaluate", bytes, data.toString()).succeeded().out())
        .contains("nats per byte");
  }

  @Test
  void evaluateNamesSymbolsThatAreNew() throws IOException {
    Path data = Files.writeString(temp.resolve("data.txt"), "abcx");
    Run.here("evaluate", model, data.toString())
        .refused(
            model
                + " was trained with 6 symbols; this text has 4. New: 'x'. Take them out, or train"
                + " with a text that has them.");
  }
}
