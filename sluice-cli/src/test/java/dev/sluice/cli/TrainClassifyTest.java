package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.task.Classification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole trainings of a few sequences in this process. */
class TrainClassifyTest {
  private static final String SMALL =
      " --hidden 8 --layers 1 --batch 8 --epochs 12 --rate 0.02 --threads 1 ";

  @TempDir Path temp;
  Path data;
  Path model;

  @BeforeEach
  void write() throws IOException {
    data = Files.writeString(temp.resolve("walks.txt"), walks(120, 1));
    model = temp.resolve("walks.safetensors");
  }

  /** Walks that go up or down, by small steps of either sign. */
  private static String walks(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      int direction = i % 3 == 0 ? -1 : 1;
      lines.append(direction > 0 ? "up" : "down").append('\t');
      double at = 0;
      for (int step = random.nextInt(4, 9); step > 0; step--) {
        at += random.nextDouble(-1, 1) + 0.6 * direction;
        lines.append("%.3f,1".formatted(at)).append(step > 1 ? " " : "\n");
      }
    }
    return lines.toString();
  }

  private Run train(String more) {
    return Run.here(("train classify " + data + " --out " + model + SMALL + more).strip());
  }

  @Test
  void saysWhatItDoes() throws IOException {
    String out = train("").succeeded().out();
    assertThat(out)
        .startsWith(
            "Data: 96 sequences to learn from, 12 to judge by, 12 for the end; 2 labels.\n"
                + "Model: input 2 → 2, bidirectional lstm 2 → 16, last pooling 16 → 16, linear"
                + " 16 → 2; 738 parameters, needs about ")
        .contains("\nTraining: at most 144 updates of 8 sequences, adamw, 1 thread.\n")
        .contains("\n  epoch   training  validation     targets/s\n")
        .containsPattern("\n      1     \\d\\.\\d{4}      \\d\\.\\d{4} +[\\d,]+\n")
        .containsPattern("\nTest, 12 sequences +model +most frequent label\n")
        .containsPattern("\n  accuracy, % +(9\\d|100)\\.\\d\\d +66\\.67\n")
        .containsPattern("\n  macro F1, % +\\d+\\.\\d\\d +–\n")
        .containsPattern(
            "\nKept: the model of epoch \\d+ of \\d+, the best in validation"
                + " \\(\\d\\.\\d{4}\\)\\.\n")
        .endsWith("\nSaved in %s.\n".formatted(model));
    Checkpoint saved = Checkpoint.load(model);
    assertThat(saved.training()).isNull();
    assertThat(((Classification) saved.task()).labels()).containsExactly("down", "up");
    assertThat(Files.readString(model, StandardCharsets.ISO_8859_1))
        .doesNotContain(temp.toString());
  }

  @Test
  void tellsScriptsInJson() throws IOException {
    Path test = Files.writeString(temp.resolve("test.txt"), walks(30, 2));
    Path validation = Files.writeString(temp.resolve("validation.txt"), walks(20, 3));
    Run run = train("--json --patience 2 --test %s --validation %s".formatted(test, validation));
    List<JsonNode> events =
        run.succeeded().out().lines().map(line -> new JsonMapper().readTree(line)).toList();
    assertThat(events.getFirst().get("training").intValue()).isEqualTo(120);
    assertThat(events.getFirst().get("validation").intValue()).isEqualTo(20);
    JsonNode done = events.getLast();
    assertThat(done.get("event").stringValue()).isEqualTo("done");
    assertThat(done.get("data").stringValue()).isEqualTo("Test, 30 sequences");
    assertThat(done.at("/trivial/mostFrequentLabel/accuracy").doubleValue()).isEqualTo(20 / 30.0);
    double best = done.get("bestEpoch").doubleValue();
    assertThat(done.get("keptEpoch").doubleValue()).isEqualTo(best);
    assertThat(events.get((int) best).get("validationLoss")).isEqualTo(done.get("best"));
    assertThat(done.at("/figures/accuracy").doubleValue()).isGreaterThan(0.9);
    assertThat(done.get("confusion").get(0).get(0).intValue()).isGreaterThan(7);
  }

  @Test
  void goesOnWhereItStopped() throws IOException {
    train("").succeeded();
    byte[] whole = Files.readAllBytes(model);
    Files.delete(model);
    Run stopped = train("--time-limit 0.001s");
    assertThat(stopped.err())
        .isEqualTo(
            ("The time is up after update 1 of 144; saved in %2$s. Go on with: ./sluice train"
                    + " classify %1$s --resume %2$s\n")
                .formatted(data, model));
    String resume = "train classify %s --resume %s".formatted(data, model);
    Run.here(resume + " --hidden 9")
        .refused(
            "%s was trained with --hidden 8; leave the option out, or start anew without --resume."
                .formatted(model));
    Path other = Files.writeString(temp.resolve("other.txt"), walks(60, 9));
    Run.here("train classify %s --resume %s".formatted(other, model))
        .refused(
            ("%1$s was trained on other data than %2$s; name those: ./sluice train classify DATA"
                    + " --resume %1$s")
                .formatted(model, other));
    Run.here(resume + " --validation " + other)
        .refused(
            ("%1$s was trained on other data than %2$s --validation %3$s; name those: ./sluice"
                    + " train classify DATA --resume %1$s")
                .formatted(model, data, other));
    Run.here(resume).succeeded();
    assertThat(Files.readAllBytes(model)).isEqualTo(whole);
    Run.here(resume)
        .refused(
            model
                + " holds a finished model, not a training that could go on; train a new one"
                + " without --resume.");
  }

  @Test
  void severalSeedsAreTheModelsOfEachAlone() throws IOException {
    String figures = "/figures/macroF1";
    double first = last(train("--json --dropout 0.3")).at(figures).doubleValue();
    byte[] alone = Files.readAllBytes(model);
    double second =
        last(train("--json --dropout 0.3 --seed 2 --overwrite")).at(figures).doubleValue();
    byte[] other = Files.readAllBytes(model);
    JsonNode both = last(train("--json --dropout 0.3 --seeds 2 --overwrite --on-disk"));
    assertThat(both.at(figures + "/values").get(0).doubleValue()).isEqualTo(first);
    assertThat(both.at(figures + "/values").get(1).doubleValue()).isEqualTo(second);
    assertThat(Files.readAllBytes(model)).isIn(alone, other);
  }

  private static JsonNode last(Run run) {
    return new JsonMapper().readTree(run.succeeded().out().lines().toList().getLast());
  }

  /** What stays on disk gives the same model, bit for bit. */
  @Test
  void dataOnDiskAreTheSame() throws IOException {
    train("").succeeded();
    byte[] inMemory = Files.readAllBytes(model);
    Files.delete(model);
    train("--on-disk").succeeded();
    assertThat(Files.readAllBytes(model)).isEqualTo(inMemory);
    Files.delete(model);
    assertThat(train("--on-disk --time-limit 0.001s").err())
        .endsWith("--on-disk --resume %s\n".formatted(model));
    Files.delete(model);
    train("--on-disk --validation " + temp)
        .refused(temp + " has no line for each sequence; only such a file can stay on disk.");
    Files.writeString(data, "up\t1,2\n\ndown\t1\n");
    train("--on-disk")
        .refused(
            "%1$s, line 3 has 1 number at each step, but %1$s, line 1 has 2 numbers at each step:"
                    .formatted(data)
                + " all sequences need the same.");
  }

  @Test
  void readsTextsByWords() throws IOException {
    Path reviews = Files.createDirectory(temp.resolve("reviews"));
    Files.writeString(reviews.resolve("good.txt"), "a fine film\nfine and good\n".repeat(20));
    Files.writeString(reviews.resolve("bad.txt"), "a dull film\nbad and dull\n".repeat(20));
    String out =
        Run.here(
                "train classify %s --tokens word --pool max --out %s --cell gru%s"
                    .formatted(reviews, model, SMALL))
            .succeeded()
            .out();
    assertThat(out)
        .contains("Model: embedding 8 → 64, bidirectional gru 64 → 16, max pooling")
        .containsPattern("accuracy, % +100\\.00");
    Run.here("sample " + model)
        .refused("The model predicts no text: it says which of 2 labels a sequence has.");
  }

  @Test
  void whatIsJudgedByIsNotWhatWasLearned() throws IOException {
    train("--validation " + temp.resolve(".").resolve("walks.txt"))
        .refused(
            "DATA and --validation are the same: %s. What a model is judged by must not be what it"
                    .formatted(temp.resolve("./walks.txt"))
                + " learned; name another, or leave --validation out to take a part of DATA.");
    Path link = Files.createSymbolicLink(temp.resolve("link.txt"), data);
    train("--test " + link)
        .refused(
            "DATA and --test are the same: %s. What a model is judged by must not be what it"
                    .formatted(link)
                + " learned; name another, or leave --test out to take a part of DATA.");
    Path judged = Files.writeString(temp.resolve("judged.txt"), walks(20, 3));
    train("--validation %1$s --test %1$s".formatted(judged))
        .refused(
            "--validation and --test are the same: %s. What a model is judged by must not be what"
                    .formatted(judged)
                + " it was chosen by; name another, or leave --test out to take a part of DATA.");
    assertThat(model).doesNotExist();
    Path copy = Files.copy(data, temp.resolve("copy.txt"));
    assertThat(train("--test " + copy).err())
        .isEqualTo(
            "%s has the same content as %s: figures on it do not tell how good the model is on new"
                    .formatted(copy, data)
                + " data.\n");
  }

  @Test
  void aLineThatCannotBeAnsweredEndsItOrIsLeftOut() throws IOException {
    train("").succeeded();
    Path lines =
        Files.writeString(temp.resolve("new.txt"), "1,1 2,1\n\n1,1\n1,x\n1,2,3\n0,1 -1,1\n");
    String call = "predict %s %s".formatted(model, lines);
    Run run = Run.here(call);
    assertThat(run.out()).hasLineCount(1 + 2);
    assertThat(run.err())
        .isEqualTo(
            lines
                + ", line 4, step 1, number 2 is 'x'; a finite number belongs there. 2 lines before"
                + " it were answered; --skip-bad goes on with those after it.\n");
    assertThat(run.status()).isEqualTo(2);
    run = Run.here(call + " --skip-bad --json");
    assertThat(
            run.out().lines().map(line -> new JsonMapper().readTree(line).get("line").intValue()))
        .containsExactly(1, 3, 6);
    assertThat(run.err())
        .isEqualTo(
            ("%1$s, line 4, step 1, number 2 is 'x'; a finite number belongs there.\n"
                    + "%1$s, line 5 has 3 numbers at each step; the model reads 2.\n"
                    + "3 lines answered, 2 not.\n")
                .formatted(lines));
    assertThat(run.status()).isEqualTo(1);
    Files.writeString(lines, "word\n");
    assertThat(Run.here(call).err())
        .isEqualTo(
            lines
                + ", line 1, step 1, number 1 is 'word'; a finite number belongs there. No line"
                + " before it was answered; --skip-bad goes on with those after it.\n");
    Files.writeString(lines, "1,1 2,1\n");
    Run.here(call + " --skip-bad").succeeded();
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingIsWritten() throws IOException {
    Path one = Files.writeString(temp.resolve("one.txt"), "a\t1 2\na\t2 3\n");
    Run.here("train classify " + one)
        .refused(
            one
                + " is too small to judge a training by 10 % of it: there are 2 in all. Give them a"
                + " larger share in --split, or name other data with --validation.");
    Path other = Files.writeString(temp.resolve("other.txt"), "a\t1 2\n");
    Run.here("train classify %s --validation %s".formatted(one, other))
        .refused(
            "All 2 sequences of %s have the label 'a': there is nothing to tell apart."
                .formatted(one));
    Path test = Files.writeString(temp.resolve("test.txt"), "left\t1,1\n");
    train("--test " + test)
        .refused(
            "%s, line 1 has the label 'left', which the training data did not have. There: down,"
                    .formatted(test)
                + " up.");
    train("--split 90/0/10")
        .refused(
            "A training needs data to judge it by: give them a share in --split, or name them with"
                + " --validation.");
    train("--patience -1").refused("--patience must be 0 or more; it is -1.");
    train("--pool best")
        .refused("--pool must be last, mean, max, attention or all; 'best' is none of them.");
    Run.here("train classify " + temp.resolve("none"))
        .refused("There is no file %s.".formatted(temp.resolve("none")));
    assertThat(model).doesNotExist();
  }
}
