package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole trainings of tags, of music and of classic tasks, and what is done with such models. */
class TrainOthersTest {
  private static final String SMALL = " --hidden 12 --layers 1 --rate 0.02 --threads 1 ";

  @TempDir Path temp;
  Path model;

  @BeforeEach
  void name() {
    model = temp.resolve("model.safetensors");
  }

  private static List<JsonNode> json(Run run) {
    return run.succeeded().out().lines().map(line -> new JsonMapper().readTree(line)).toList();
  }

  private Path sentences() throws IOException {
    return Files.writeString(
        temp.resolve("names.conll"),
        """
        Ann B-PER
        Lee I-PER
        sings O

        we O
        saw O
        Bob B-PER

        Bob B-PER
        sings O

        """
            .repeat(20));
  }

  @Test
  void tagsAndFindsEntities() throws IOException {
    Path data = sentences();
    String out =
        Run.here("train tag %s --epochs 8 --out %s%s".formatted(data, model, SMALL))
            .succeeded()
            .out();
    assertThat(out)
        .startsWith(
            "Data: 48 sentences to learn from, 6 to judge by, 6 for the end; 6 known words, 3")
        .containsPattern("\nTest, \\d+ words +model +most frequent tag\n  entity F1, % +100.00 ");
    assertThat(Run.here("evaluate %s %s".formatted(model, data)).succeeded().out())
        .containsPattern(", 160 words +model +one tag for all\n")
        .containsPattern("accuracy, % +100.00 +50.00\n");
    Path lines = Files.writeString(temp.resolve("new.txt"), "we saw Ann Lee\n\nBob sings\n");
    assertThat(Run.here("predict %s %s".formatted(model, lines)).succeeded().out())
        .isEqualTo("we\tO\nsaw\tO\nAnn\tB-PER\nLee\tI-PER\n\nBob\tB-PER\nsings\tO\n\n");
    Path objects =
        Files.writeString(temp.resolve("new.jsonl"), "{\"words\": [\"Bob\", \"sings\"]}\n");
    assertThat(Run.here("predict %s %s --json".formatted(model, objects)).succeeded().out())
        .isEqualTo("{\"words\":[\"Bob\",\"sings\"],\"tags\":[\"B-PER\",\"O\"]}\n");
    Path strange = Files.writeString(temp.resolve("strange.conll"), "Rome B-LOC\n");
    Run.here("evaluate %s %s".formatted(model, strange))
        .refused(
            "The sentence at %s, line 1, word 1 ('Rome'), has the tag 'B-LOC', which the training"
                    .formatted(strange)
                + " data did not have.");
  }

  /** What stays on disk gives the same model, bit for bit, for any number of threads. */
  @Test
  void sentencesOnDiskAreTheSame() throws IOException {
    String call = "train tag %s --epochs 2 --out %s%s".formatted(sentences(), model, SMALL);
    Run.here(call).succeeded();
    byte[] inMemory = Files.readAllBytes(model);
    assertThat(Run.here(call + "--overwrite --on-disk --time-limit 0.001s").err())
        .endsWith(" --on-disk --resume %s\n".formatted(model));
    Run.here("train tag %s --resume %s --on-disk --threads 2".formatted(sentences(), model))
        .succeeded();
    assertThat(Files.readAllBytes(model)).isEqualTo(inMemory);
  }

  private Path music() throws IOException {
    String up = "60,64 62,65 64,67 65,69 67,71 - ";
    return Files.writeString(temp.resolve("music.txt"), (up.repeat(4).strip() + "\n").repeat(20));
  }

  @Test
  void composesMusic() throws IOException {
    Path data = music();
    String out =
        Run.here(
                "train music %s --epochs 60 --out %s --hidden 24 --layers 1 --rate 0.05 --threads 1"
                    .formatted(data, model))
            .succeeded()
            .out();
    assertThat(out)
        .startsWith("Data: 16 pieces to learn from, 2 to judge by, 2 for the end.\n")
        .containsPattern("\nTest, 46 steps +model +persistence\n  nats per step +0\\.");
    Path midi = temp.resolve("new.mid");
    String call = "sample %s --prompt 60,64 --length 5 --temperature 0.1".formatted(model);
    assertThat(Run.here(call + " --out " + midi).succeeded().out())
        .isEqualTo("6 steps of music are in %s.\n".formatted(midi));
    assertThat(Files.readAllBytes(midi)).startsWith("MThd".getBytes());
    Run.here(call + " --out " + midi)
        .refused(
            midi
                + " exists already; add --overwrite to replace it, or name another file with"
                + " --out.");
    JsonNode told = json(Run.here(call + " --json --overwrite --out " + midi)).getFirst();
    assertThat(told.get("steps").toString()).startsWith("[[60,64],[62,65],[64,67],[65,69],");
    Run.here("sample %s --greedy".formatted(model))
        .refused("Music is composed with --temperature alone.");
    Run.here("sample %s --out x.mid --prompt 5".formatted(model))
        .refused("The beginning, step 1 has the key 5; the model knows those from 21 to 108.");
    // What was composed can be learned from; what is cut short cannot.
    assertThat(Run.here("evaluate %s %s".formatted(model, midi)).succeeded().out())
        .containsPattern(", \\d+ steps +model +persistence\n  nats per step +[\\d.]+ +[\\d.]+\n");
    Path cut = temp.resolve("cut.mid");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(midi), 30));
    Run.here("train music %s --out %s".formatted(cut, temp.resolve("none.safetensors")))
        .refused(cut + " is no MIDI file, or is cut short.");
    assertThat(temp.resolve("none.safetensors")).doesNotExist();
  }

  @Test
  void solvesAClassicTask() {
    String out =
        Run.here(
                "train task embedded-reber --epochs 40 --out %s --cell lstm%s"
                    .formatted(model, SMALL))
            .succeeded()
            .out();
    assertThat(out).containsPattern("\nTest, 2,560 sequences +model\n  wrong +0\n");
    assertThat(Run.here("evaluate %s".formatted(model)).succeeded().out())
        .containsPattern("\n  wrong +0\n");
    Run.here("evaluate %s data".formatted(model))
        .refused(
            ("%s solves the task 'embedded-reber' at length 100: its sequences are drawn; leave"
                    + " out data.")
                .formatted(model));
    Run.here("predict %s".formatted(model))
        .refused(
            ("%s solves the task 'embedded-reber' at length 100; there is nothing to predict line"
                    + " by line.")
                .formatted(model));
    Run.here("train task adding --length 5")
        .refused("The length must be between 10 and 1000000; it is 5.");
  }

  @Test
  void countsLetters() {
    List<JsonNode> events =
        json(
            Run.here(
                "train task anbn --length 10 --epochs 60 --sequences 500 --json --out %s%s"
                    .formatted(model, SMALL)));
    assertThat(events.getLast().at("/figures/countsTo").intValue()).isGreaterThanOrEqualTo(10);
  }

  @Test
  void learnsAndAnswersJson() throws IOException {
    Path data =
        Files.writeString(
            temp.resolve("reviews.jsonl"),
            """
            {"label": "good", "text": "a fine film"}
            {"label": "bad", "text": "a dull film"}
            {"label": "good", "text": "fine and good"}
            {"label": "bad", "text": "bad and dull"}
            """
                .repeat(20));
    String out =
        Run.here(
                "train classify %s --tokens word --epochs 12 --out %s%s"
                    .formatted(data, model, SMALL))
            .succeeded()
            .out();
    assertThat(out).containsPattern("accuracy, % +100.00 +50.00 +100.00").contains("naive Bayes");
    Path lines = Files.writeString(temp.resolve("new.jsonl"), "{\"text\": \"fine\"}\n");
    List<JsonNode> said = json(Run.here("predict %s %s --json".formatted(model, lines)));
    assertThat(said.getFirst().get("label").stringValue()).isEqualTo("good");
    assertThat(Run.here("evaluate %s %s".formatted(model, data)).succeeded().out())
        .containsPattern("accuracy, % +100.00");
    Files.writeString(data, "{\"text\": \"fine\"}\n");
    Run.here("train classify %s".formatted(data)).refused(data + ", line 1 has no \"label\".");
    Files.writeString(data, "{\"label\": \n");
    Run.here("train classify %s".formatted(data))
        .refused(data + ", line 1 is no JSON: one object belongs on each line.");
  }

  @Test
  void foldsAreApartAndCoverAll() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      lines.append(i % 2 == 0 ? "even\t" : "odd\t").append(i % 2).append(" 1\n");
    }
    Path data = Files.writeString(temp.resolve("parity.txt"), lines.toString());
    String call = "train classify %s --fold %s/4 --epochs 1 --json --overwrite --out %s%s";
    for (int fold = 1; fold <= 4; fold++) {
      List<JsonNode> events = json(Run.here(call.formatted(data, fold, model, SMALL)));
      assertThat(events.getFirst().get("test").intValue()).isEqualTo(10);
      assertThat(events.getFirst().get("training").intValue()).isEqualTo(28);
    }
    Run.here("train classify %s --fold 5/4".formatted(data))
        .refused("A fold is one of at least two, such as 1/10; 5/4 is none.");
  }

  /** Recurrent weights that begin small forget within a few steps. */
  @Test
  void alarmsAreToldOnceAndLogged() throws IOException {
    Path log = temp.resolve("log.csv");
    String call =
        "train task adding --length 40 --cell elman --hidden 8 --layers 1 --batch 16 --epochs 2"
            + " --sequences 64 --threads 1 --alarms --log-file "
            + log
            + " --out ";
    String[] init = {"--init", "recurrent=uniform(-0.05,0.05)"};
    Run lines = Run.here(call + temp.resolve("a.safetensors"), init).succeeded();
    assertThat(lines.out().lines().filter(line -> line.startsWith("Alarm: ")))
        .singleElement()
        .asString()
        .startsWith("Alarm: The gradient by the states of layer0 (elman) is a thousandth after ");
    assertThat(Files.readAllLines(log).getFirst()).endsWith(",alarms");
    assertThat(Files.readAllLines(log).get(2)).endsWith(",vanishing layer0");

    String json =
        Run.here(call + temp.resolve("b.safetensors") + " --overwrite --json", init)
            .succeeded()
            .out();
    assertThat(json.lines().filter(line -> line.contains("\"event\":\"alarm\"")))
        .singleElement()
        .asString()
        .contains("\"kind\":\"vanishing\",\"where\":\"layer0\"");
  }
}
