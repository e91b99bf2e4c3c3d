package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.task.LongLag;
import dev.sluice.task.Remembering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class InspectCommandsTest {
  @TempDir Path temp;
  String model;
  String drawn;
  String text;

  @BeforeEach
  void save() throws IOException {
    Vocabulary vocabulary = Vocabulary.ofCharacters("\n \"abcdé");
    Model untrained =
        Model.of(
            1,
            Layer.embedding(vocabulary, 4),
            Layer.recurrent(Cell.named("lstm"), 6),
            Layer.dropout(0.5),
            Layer.recurrent(Cell.named("gru"), 5),
            Layer.linear(vocabulary.size()));
    Path file = temp.resolve("letters.safetensors");
    Checkpoint.of(untrained, vocabulary).save(file);
    model = file.toString();
    Remembering task = new Remembering(LongLag.ADDING, 12);
    Model adding =
        Model.of(
            1,
            Layer.input(2),
            Layer.recurrent(Cell.named("elman"), 7),
            Layer.pool(Layer.Pooling.LAST),
            Layer.linear(1));
    Path other = temp.resolve("adding.safetensors");
    Checkpoint.of(adding, task).save(other);
    drawn = other.toString();
    text = Files.writeString(temp.resolve("text.txt"), "a \"bad\" cad\n".repeat(40)).toString();
  }

  private static JsonNode json(Run run) {
    return JsonMapper.shared().readTree(run.succeeded().out());
  }

  @Test
  void gatesOfEachStep() {
    String out = Run.here("inspect gates " + model, "--text", "a\nb c").succeeded().out();
    assertThat(out).startsWith("Mean over all units of layer0 (lstm):\nstep  read ");
    assertThat(out.lines().map(line -> line.strip().split(" +")[1]).skip(1))
        .containsExactly("read", "a", "\\n", "b", "␣", "c");
    assertThat(out.lines().skip(1).findFirst().orElseThrow().split(" +"))
        .containsExactly("step", "read", "i", "f", "g", "o", "c", "h");

    JsonNode one =
        json(
            Run.here("inspect gates " + model + " --layer layer1 --unit 2 --json", "--text", "ab"));
    assertThat(one.get("gates").values().stream().map(JsonNode::asString))
        .containsExactly("r", "z");
    assertThat(one.get("values").get("z").size()).isEqualTo(2);
  }

  @Test
  void plotsAndTablesAreWritten() throws IOException {
    Path svg = temp.resolve("gates.svg");
    Path csv = temp.resolve("gates.csv");
    String call = "inspect gates " + model + " " + text + " --svg " + svg + " --csv " + csv;
    Run.here(call).succeeded();
    assertThat(svg).content().startsWith("<?xml").contains("<svg");
    assertThat(Files.readAllLines(csv)).hasSize(481).startsWith("step,read,i,f,g,o,c,h");
    Run.here(call)
        .refused(csv + " exists already; add --overwrite to replace it, or name another file.");
    Run.here(call + " --overwrite --dark").succeeded();
    Run.here("inspect gates " + model + " " + text + " --svg gates.pdf")
        .refused("--svg must end in .svg or .png; gates.pdf does not.");
  }

  @Test
  void gradientsOfAModel() {
    JsonNode flow = json(Run.here("inspect gradients " + model + " " + text + " --lag 9 --json"));
    JsonNode paths = flow.get("flows").get(0).get("paths");
    assertThat(paths.values().stream().map(p -> p.get("through").asString()))
        .containsExactly("all", "h", "c");
    assertThat(paths.get(0).get("largest").size()).isEqualTo(10);
    assertThat(paths.get(0).get("largest").get(0).asDouble()).isZero();

    String out = Run.here("inspect gradients " + drawn + " --lag 5").succeeded().out();
    assertThat(out)
        .startsWith("Gradient left after so many steps back, in decimal powers")
        .contains("elman  all ");
  }

  @Test
  void gradientsOfTheLoss() {
    JsonNode task = json(Run.here("inspect gradients " + drawn + " --loss --rows 20 --json"));
    assertThat(task.get("states").get(0).get("name").asString()).isEqualTo("layer0.h");
    JsonNode norms = task.get("states").get(0).get("norms");
    assertThat(norms.size()).isGreaterThanOrEqualTo(12);
    assertThat(norms.get(0).asDouble()).isLessThan(norms.get(11).asDouble());
    String out =
        Run.here("inspect gradients " + model + " --loss --steps 50 " + text).succeeded().out();
    assertThat(out).contains("… 10 steps before; --csv has them all.\n");
    assertThat(out.lines().skip(2).findFirst().orElseThrow().split(" +"))
        .containsExactly("step", "layer0.h", "layer0.c", "layer1.h");
    Run.here("inspect gradients --compare gru --loss")
        .refused("--loss is of a model; cells that are compared have none.");
  }

  @Test
  void gradientsOfCellsThatAreCompared() throws IOException {
    Path svg = temp.resolve("flow.svg");
    String call = "inspect gradients --compare elman,lstm --hidden 8 --lag 20 --svg " + svg;
    String out = Run.here(call, "--with", "init b_f = 5").succeeded().out();
    assertThat(out)
        .containsPattern("lstm +c .* remembers\n")
        .containsPattern("elman: largest Lyapunov exponent -?\\d\\.\\d{4} per step over 799 steps");
    assertThat(svg).content().startsWith("<?xml").contains("<svg");
    assertThat(Run.here(call + " --overwrite --seed 2", "--with", "init b_f = 5").out())
        .isNotEqualTo(out);
  }

  @Test
  void saturationOfAllLayers() {
    String out = Run.here("inspect saturation " + model + " " + text).succeeded().out();
    assertThat(out).startsWith("Over 480 steps, for each gate:\n");
    assertThat(out.lines().skip(2).limit(5).map(line -> line.split(" +")[0]))
        .containsExactly("layer0.i", "layer0.f", "layer0.o", "layer1.r", "layer1.z");
    JsonNode gates =
        json(Run.here("inspect saturation " + model + " " + text + " --json")).get("gates");
    assertThat(gates.get(1).get("keeps").asString()).isEqualTo("c");
    assertThat(gates.get(1).get("timeConstants").size()).isEqualTo(6);
    assertThat(gates.get(0).get("timeConstants").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--property quotes", "--property line", "--matching b.d"})
  void unitsThatTrackAProperty(String what) {
    String out = Run.here("inspect units " + model + " " + text + " " + what).succeeded().out();
    assertThat(out)
        .startsWith("Units of layer0.c by their correlation with " + what.split(" ")[1])
        .contains("By chance the best of 6 units has");
    JsonNode all = json(Run.here("inspect units " + model + " " + text + " --json " + what));
    double best = Math.abs(all.get("units").get(0).get("score").asDouble());
    assertThat(best).isBetween(Math.abs(all.get("units").get(5).get("score").asDouble()), 1.0);
  }

  @Test
  void labelsOfTheUsersOwn() throws IOException {
    Path labels =
        Files.writeString(
            temp.resolve("labels.txt"),
            IntStream.range(0, 480)
                .mapToObj(i -> i % 12 == 3 ? "1" : "0")
                .collect(Collectors.joining("\n")));
    Run.here("inspect units " + model + " " + text + " --label " + labels).succeeded();
    Files.writeString(labels, "1\n0\nmany\n");
    Run.here("inspect units " + model + " " + text + " --steps 3 --label " + labels)
        .refused(labels + ", line 3: 'many' is no number.");
    Run.here("inspect units " + model + " " + text + " --label " + labels)
        .refused(
            labels
                + " has 3 lines; it needs a number for each of 480 steps (--steps reads fewer).");
  }

  @Test
  void attributionOfASymbol() {
    JsonNode found =
        json(
            Run.here(
                "inspect attribution " + model + " --json --target d", "--text", "ab \"cad\""));
    assertThat(found.get("symbols").size()).isEqualTo(8);
    assertThat(found.get("gradient").size()).isEqualTo(8);
    assertThat(found.get("occlusion").size()).isEqualTo(8);
    assertThat(found.get("name").asString()).isEqualTo("d");
    String out = Run.here("inspect attribution " + drawn + " --row 3").succeeded().out();
    assertThat(out).startsWith("What the score of 0 after the last step, ");
    assertThat(out.lines()).hasSizeGreaterThan(12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gates MODELFILE --text ax                  | MODELFILE was trained with 8 symbols; this text has 2. New: 'x'. Take them out, or train with a text that has them.
          gates MODELFILE                            | Name what MODELFILE shall read: a text.
          gates MODELFILE --text ab --unit 6         | --unit must be between 0 and 5, as layer0.i has 6 units; it is 6.
          gates MODELFILE --text ab --row 1          | --row must be between 0 and 0; it is 1.
          gates MODELFILE --text ab --layer layer7   | MODELFILE has no layer layer7. It has: layer0, layer1.
          gates MODELFILE TEXT --text ab             | --text and TEXT are two things to read; give one of them.
          gates MODELFILE TEXT --steps 0             | --steps must be at least 1; it is 0.
          gates DRAWN TEXT                       | DRAWN solves the task 'adding' at length 12: its sequences are drawn; leave out TEXT.
          gradients                              | Say whose gradients: a MODEL with its DATA, or cells with --compare elman,gru,lstm.
          gradients MODELFILE --compare gru          | Say whose gradients: a MODEL with its DATA, or cells with --compare elman,gru,lstm.
          gradients --compare gru --text ab      | --text is of a model; cells that are compared read noise.
          gradients --compare gru --lag 1000000  | --lag must be at most 100,000; it is 1,000,000.
          gradients --compare gru --lag 0        | --lag must be at least 1; it is 0.
          saturation                             | Name the model that is looked into, and what it shall read: MODEL DATA.
          units MODELFILE TEXT                       | Say what units shall track: one of --property, --matching and --label.
          units MODELFILE TEXT --property colour     | There is no property 'colour'. There are: quotes, line, word, brackets.
          units MODELFILE TEXT --matching (          | --matching is no regular expression: Unclosed group near index 1.
          units DRAWN --property line            | Units are looked for in one sequence: add --rows 1.
          units DRAWN --rows 1 --property line   | DRAWN reads no text: give --label FILE with a number for each step.
          attribution MODELFILE TEXT --target xyz    | --target is none of the model's 8 scores: 'xyz'. Give a symbol or label that it knows, or a number from 0 to 7.
          """)
  void whatIsWrongIsToldInASentence(String call, String sentence) {
    String[] words = Arrays.stream(call.split(" +")).map(this::named).toArray(String[]::new);
    Run run = Run.here("inspect", words);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(
            Arrays.stream(sentence.split(" ")).map(this::named).collect(Collectors.joining(" ")));
    assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(2);
  }

  private String named(String word) {
    return word.replace("MODELFILE", model).replace("DRAWN", drawn).replace("TEXT", text);
  }
}
