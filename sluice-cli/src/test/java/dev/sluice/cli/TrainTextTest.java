package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Interrupt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole trainings of a small text in this process. */
class TrainTextTest {
  private static final String SMALL =
      " --hidden 12 --layers 1 --embedding 6 --batch 4 --steps 10 --epochs 2 ";

  @TempDir Path temp;
  Path text;
  Path model;

  @BeforeEach
  void write() throws IOException {
    text = Texts.write(temp.resolve("river.txt"), 4_000);
    model = temp.resolve("river.safetensors");
  }

  private String train() {
    return "train text " + text + " --out " + model;
  }

  private Run trainSmall(String more) {
    return Run.here((train() + SMALL + more).strip());
  }

  @Test
  void saysWhatItDoes() throws IOException {
    String out = trainSmall("--threads 1").succeeded().out();
    assertThat(out)
        .startsWith("Text: " + text + "; 4,000 characters, ")
        .containsPattern("\nModel: embedding .*; [\\d,]+ parameters, needs about \\d+ MB\\.\n")
        .contains("\nTraining: 178 updates of 4 × 10 characters (2.0 epochs), adamw, 1 thread.\n")
        .contains("\nBefore training it writes:\n    ")
        .contains("\n  epoch   training  validation  characters/s\n")
        .containsPattern("\n      1     \\d\\.\\d{4}      \\d\\.\\d{4} +[\\d,]+\n")
        .containsPattern("\n      2     \\d\\.\\d{4}      \\d\\.\\d{4} +[\\d,]+\n")
        .contains("\nAfter training it writes:\n    ")
        .containsPattern(
            "\nValidation loss: \\d\\.\\d{4} nats per character; an interpolated trigram has"
                + " \\d\\.\\d{4} on the same text\\.\n")
        .containsPattern(
            "\n"
                + "Kept: the model of epoch 2, the last and the best in validation"
                + " \\(\\d\\.\\d{4}\\)\\.\n")
        .endsWith("\nSaved in %1$s. Try: ./sluice sample %1$s\n".formatted(model));
    Checkpoint saved = Checkpoint.load(model);
    assertThat(saved.training()).isNull();
    assertThat(saved.provenance().options())
        .containsEntry("cell", "lstm")
        .containsEntry("hidden", 12)
        .doesNotContainKeys("threads", "out", "json");
    assertThat(Files.readString(model, StandardCharsets.ISO_8859_1))
        .doesNotContain(temp.toString());
  }

  /** A line that is written over while it trains, and is gone in the end. */
  @Test
  void aTerminalShowsALineThatMoves() {
    String out = Run.watched((train() + SMALL).strip()).succeeded().out();
    assertThat(out)
        .containsPattern("\r +100% .* 178/178 .* loss \\d\\.\\d{4}, [\\d,]+/s")
        .containsPattern("\r\u001B\\[K      2     \\d\\.\\d{4}      \\d\\.\\d{4} +[\\d,]+\n")
        .containsPattern("\r\u001B\\[K\nAfter training it writes:\n");
  }

  @Test
  void jsonIsOneObjectPerLine() {
    List<JsonNode> events =
        trainSmall("--json").succeeded().out().lines().map(new JsonMapper()::readTree).toList();
    assertThat(events.stream().map(event -> event.get("event").asString()))
        .containsExactly("start", "epoch", "epoch", "done");
    assertThat(events.getFirst().get("symbols").asInt()).isEqualTo(4_000);
    assertThat(events.getFirst().get("memory").asLong()).isBetween(100_000L, 1_000_000_000L);
    assertThat(events.get(1).get("validationLoss").asDouble())
        .isGreaterThan(events.getLast().get("validationLoss").asDouble());
    assertThat(events.getLast().get("trigram").asDouble()).isPositive();
    assertThat(events.getLast().get("charactersPerSecond").asDouble()).isPositive();
  }

  /** At once: before a parameter is drawn. */
  @Test
  void whatDoesNotFitIsRefused() {
    Run run = Run.here(train() + " --hidden 20000 --layers 9 --batch 4 --steps 10");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .matches(
            "There is not enough memory for a model with 27,[\\d,]+ parameters and batches of 4 ×"
                + " 10 symbols: it needs about \\d{3}\\.\\d GB, this JVM may use .*B\\. Use a"
                + " smaller --hidden, --batch or --steps, or give it more:"
                + " JDK_JAVA_OPTIONS=-Xmx\\d+g \\./sluice …\n");
    assertThat(model).doesNotExist();
  }

  @Test
  void neverReplacesAModelUnasked() throws IOException {
    Files.writeString(model, "precious");
    trainSmall("")
        .refused(
            model
                + " exists already; add --overwrite to replace it, or name another file with"
                + " --out.");
    assertThat(model).hasContent("precious");
    trainSmall("--overwrite").succeeded();
    assertThat(Checkpoint.load(model).model().vocabularySize()).isPositive();
  }

  @Test
  void everyCellAndOptimizerTrains() throws IOException {
    Path cell =
        Files.writeString(temp.resolve("my.cell"), "my(x; h[p])\n  h' = tanh(W_h @ x + U_h @ h)\n");
    for (String choice :
        new String[] {
          "--cell " + cell + " --size p=7 --optimizer momentum --momentum 0.8 --epochs 1",
          "--cell gru --optimizer sgd --rate 0.1 --dropout 0.1 --epochs 1",
          "--cell mingru --optimizer rmsprop --rms-decay 0.9 --rate-decay 0.9 --epochs 1",
          "--tokens byte --optimizer adam --schedule cosine --warm-up 5 --epochs 1",
          "--init all=uniform(-0.08,0.08) --clip-value 5 --split 80/20 --epochs 1",
          "--updates 7 --evaluate-every 3",
          "--cell sru --updates 3",
          "--cell mut1 --updates 3",
        }) {
      Run.here(train() + " --hidden 6 --batch 4 --steps 20 --overwrite --json " + choice)
          .succeeded();
    }
  }

  @Test
  void anEmbeddingThatTheCellCannotTake() {
    trainSmall("--cell sru")
        .refused(
            "The cell sru demands an input of the hidden size, 12, but --embedding is 6; leave it"
                + " out, or give --embedding 12.");
  }

  /** Its equations are what is trained, not those of its name. */
  @Test
  void aChangedCellIsShown() {
    Run run = Run.here(train() + SMALL + "--with", "f = 1 - i", "--zoneout", "c=0.1");
    assertThat(run.succeeded().out())
        .contains(
            """
            Cell: lstm, changed:
              f = 1 - i
              c' = zoneout(f * c + i * g, c, 0.1)
            Training: \
            """);
    assertThat(trainSmall("--overwrite").succeeded().out()).doesNotContain("Cell: ");
    JsonNode start =
        new JsonMapper()
            .readTree(
                Run.here(train() + SMALL + "--overwrite --json --zoneout 0.1 --with", "f = 1 - i")
                    .succeeded()
                    .out()
                    .lines()
                    .findFirst()
                    .orElseThrow());
    Cell cell = Cell.named("lstm").with("f = 1 - i").withZoneout(0.1);
    assertThat(start.get("cell").asString()).isEqualTo(cell.text());
    assertThat(start.get("cellDigest").asString()).isEqualTo(cell.digest());
    assertThat(start.get("changes").toString())
        .isEqualTo("[\"f = 1 - i\",\"h' = zoneout(o * tanh(c'), h, 0.1)\"]");
  }

  /** No rate is to blame where nothing was learned yet. */
  @Test
  void aCellThatIsNotFiniteAtFirst() throws IOException {
    Path cell =
        Files.writeString(temp.resolve("my.cell"), "my(x; h)\n  h' = log(W_h @ x) + U_h @ h\n");
    Run run = trainSmall("--cell " + cell);
    assertThat(run.err())
        .isEqualTo(
            "Loss is NaN at the first batch, before any update: layer 2 (recurrent my) gives values"
                + " that are not finite. './sluice cell trace' shows how its equations come to"
                + " them.\n");
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void stopsWhenTheTimeIsUpAndGoesOnToTheSameBytes() throws IOException {
    trainSmall("").succeeded();
    byte[] whole = Files.readAllBytes(model);
    Files.delete(model);

    Run stopped = trainSmall("--time-limit 0.001s");
    assertThat(stopped.err())
        .isEqualTo(
            "The time is up after update 1 of 178; saved in %2$s. Go on with: ./sluice train text %1$s --resume %2$s\n"
                .formatted(text, model));
    assertThat(stopped.status()).isZero();
    assertThat(Checkpoint.load(model).training()).isNotNull();

    String out = resume("").succeeded().out();
    assertThat(out).contains("\nIt goes on after update 1.\n");
    assertThat(Files.readAllBytes(model)).isEqualTo(whole);
    resume("")
        .refused(
            model
                + " holds a finished model, not a training that could go on; train a new one"
                + " without --resume.");
  }

  @Test
  void aTextOnDiskComesToTheSameModelAndLeavesNothingBehind() throws IOException {
    trainSmall("").succeeded();
    byte[] inMemory = Files.readAllBytes(model);
    Files.delete(model);
    assertThat(trainSmall("--on-disk --time-limit 0.001s").err())
        .endsWith("./sluice train text %s --on-disk --resume %s\n".formatted(text, model));
    resume("--on-disk").succeeded();
    assertThat(Files.readAllBytes(model)).isEqualTo(inMemory);
    try (Stream<Path> left = Files.list(temp)) {
      assertThat(left).containsExactlyInAnyOrder(text, model);
    }
  }

  @Test
  void anInterruptSavesAndSaysHowToGoOn() throws IOException {
    trainSmall("--time-limit 0.001s");
    byte[] before = Files.readAllBytes(model);
    var interrupt = new Interrupt();
    interrupt.request();
    Run run = Run.here(interrupt, "train text %s --resume %s".formatted(text, model));
    assertThat(run.err()).isEqualTo("Interrupted before the first update; nothing was written.\n");
    assertThat(run.status()).isEqualTo(130);
    assertThat(Files.readAllBytes(model)).isEqualTo(before);
  }

  @Test
  void resumingRefusesWhatContradicts() throws IOException {
    trainSmall("--time-limit 0.001s");
    resume("--hidden 13")
        .refused(
            model
                + " was trained with --hidden 12; --hidden 13 contradicts that: leave it out, or"
                + " start anew without --resume.");
    resume("--clip 2")
        .refused(
            model
                + " was trained without --clip; --clip 2.0 contradicts that: leave it out, or start"
                + " anew without --resume.");
    resume("--cell gru")
        .refused(
            model
                + " was trained with --cell lstm; --cell gru contradicts that: leave it out, or"
                + " start anew without --resume.");
    Path other = Texts.write(temp.resolve("other.txt"), 4_001);
    Run.here("train text %s --resume %s".formatted(other, model))
        .refused(
            "%1$s was trained on another text than %2$s; name that text: ./sluice train text DATA --resume %1$s"
                .formatted(model, other));
    resume("--hidden 12 --cell lstm --threads 1").succeeded();
  }

  private Run resume(String more) {
    return Run.here("train text %s --resume %s %s".formatted(text, model, more).strip());
  }

  @Test
  void divergenceIsWorkThatFailed() {
    Run run = trainSmall("--optimizer sgd --rate 1e30 --clip 0 --json");
    assertThat(run.err()).matches("(?s)(Loss|The gradient) became .*try --clip 5\\.\n");
    assertThat(run.status()).isEqualTo(1);
    assertThat(model).doesNotExist();
  }
}
