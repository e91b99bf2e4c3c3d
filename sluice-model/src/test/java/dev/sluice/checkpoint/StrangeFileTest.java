package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.cell.Cell;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.State;
import dev.sluice.model.Tensor;
import dev.sluice.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sound safetensors files that are no model, or whose tensors are not those they describe. */
class StrangeFileTest {
  private static final Cell CELL = Cell.parse("own(x; h)\n  h' = tanh(W_h @ x + U_h @ h)\n");
  private static final String CELL_JSON = "own(x; h)\\n  h' = tanh(W_h @ x + U_h @ h)\\n";

  @TempDir Path folder;
  private Path file;
  private Tampered tampered;

  @BeforeEach
  void writeAGoodOne() throws IOException {
    file = folder.resolve("m.safetensors");
    tampered = new Tampered(file);
    Model model = Model.of(1, Layer.embedding(3, 2), Layer.recurrent(CELL, 4), Layer.linear(3));
    TrainingState training =
        new TrainingState(
            1, 2, 2, 1.5, 12, null, null, State.of(model, 2), List.of(), 0, List.of());
    Checkpoint.of(model, Vocabulary.ofCharacters("abc"))
        .withProvenance(Provenance.of(1, "d", Map.of()))
        .withTraining(training)
        .save(file);
  }

  private static Arguments replacing(String old, String with, String message) {
    return arguments(old, with, message);
  }

  static Stream<Arguments> documents() {
    String here = Provenance.version();
    return Stream.of(
        replacing(
            "{\"format\":1,\"sluice\":\"" + here + "\"",
            "{\"format\":2,\"sluice\":\"9.0\"",
            "M has format 2, written by Sluice 9.0; this is Sluice "
                + here
                + ", which reads format 1. Open it with the version that wrote it, or train the"
                + " model again."),
        replacing(
            "{\"format\":1,\"sluice\":\"" + here + "\"",
            "{\"format\":0",
            "M has format 0, written by an unknown version; this is Sluice "
                + here
                + ", which reads format 1. Open it with the version that wrote it, or train the"
                + " model again."),
        replacing(
            "\"format\":1,",
            "",
            "M is damaged: format is missing in the description of its model."),
        replacing(
            "\"format\":1",
            "\"format\":\"1\"",
            "M is damaged: format in the description of its model is not a whole number in 32"
                + " bits."),
        replacing(
            "\"layers\":[",
            "\"layers\":",
            "M is damaged: the description of its model is not JSON."),
        replacing(
            "\"format\":1",
            "\"format\":1,\"format\":1",
            "M is damaged: the description of its model is not JSON."),
        replacing(
            "{\"layer\":\"linear\",\"size\":3}",
            "7",
            "M is damaged: layers[2] is not a JSON object."),
        replacing(
            "\"linear\"",
            "\"conv\"",
            "M is damaged: layers[2].layer is 'conv', a layer that this version does not know."),
        replacing(
            "\"linear\",\"size\":3",
            "\"linear\"",
            "M is damaged: layers[2].size is missing in the description of its model."),
        replacing(
            "\"linear\",\"size\":3",
            "\"linear\",\"size\":4",
            "M is damaged: the parameter linear0.W_y has shape [3, 4]; it should be [4, 4]."),
        replacing(
            "\"linear\",\"size\":3",
            "\"linear\",\"size\":0",
            "M is damaged: the size of a linear layer must be at least 1; it is 0."),
        replacing(
            "\"linear\",\"size\":3",
            "\"linear\",\"size\":3000000000",
            "M is damaged: layers[2].size in the description of its model is not a whole number in"
                + " 32 bits."),
        replacing(
            "\"vocabularySize\":3",
            "\"vocabularySize\":4",
            "M is damaged: the parameter embedding.table has shape [3, 2]; it should be [4, 2]."),
        replacing(
            "\"symbols\":[\"a\",\"b\",\"c\"]",
            "\"symbols\":[\"a\",\"b\"]",
            "M is damaged: the vocabulary has 2 symbols; the model has 3."),
        replacing(
            "\"symbols\":[\"a\",\"b\",\"c\"]",
            "\"symbols\":[\"a\",\"b\",7]",
            "M is damaged: vocabulary.symbols in the description of its model is not a list of"
                + " strings."),
        replacing(
            "\"tokens\":\"char\"",
            "\"tokens\":\"letter\"",
            "M is damaged: tokens are 'char', 'word' or 'byte', not 'letter'."),
        replacing(
            "\"sizes\":{}", "\"sizes\":[]", "M is damaged: layers[1].sizes is not a JSON object."),
        replacing(
            "\"batchSize\":2",
            "\"batchSize\":3",
            "M is damaged: the carried state layer0.h has shape [2, 4]; it should be [3, 4]."),
        replacing(
            "\"batchSize\":2",
            "\"batchSize\":2147483647",
            "M is damaged: the carried state layer0.h has shape [2, 4]; it should be [2147483647,"
                + " 4]."),
        replacing(
            "\"batchSize\":2",
            "\"batchSize\":0",
            "M is damaged: the carried state layer0.h has shape [2, 4]; it should be [0, 4]."),
        replacing(
            "\"update\":2",
            "\"update\":-2",
            "M is damaged: training.update in the description of its model is not a number from"
                + " 0."),
        replacing(
            "\"lossSum\":1.5",
            "\"lossSum\":1e999",
            "M is damaged: training.lossSum in the description of its model is not a finite"
                + " number."),
        replacing(
            "\"training\":{",
            "\"other\":{",
            "M is damaged: there should be no parameter state.layer0.h."));
  }

  @ParameterizedTest(name = "{1}: {2}")
  @MethodSource("documents")
  void isAnsweredInOneSentence(String old, String with, String message) throws IOException {
    tampered.replace(old, with);
    tampered.assertRefused(message);
  }

  @Test
  void aDocumentThatIsNoObjectIsRefused() throws IOException {
    tampered.change(_ -> "[]", tensors -> tensors);
    tampered.assertRefused("M is damaged: the description of its model is not a JSON object.");
  }

  @Test
  void aFileOfTensorsAloneIsNoModel() throws IOException {
    new Safetensors(Map.of("format", "pt"), Safetensors.load(file).tensors()).save(file);
    tampered.assertRefused("M holds tensors but no model: its metadata have no key 'sluice'.");
  }

  @Test
  void aCellThatIsNoneIsRefused() throws IOException {
    tampered.change(document -> document.replace(CELL_JSON, "own(x; h)\\n  h' = hh"), t -> t);
    assertThatThrownBy(() -> Checkpoint.load(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(file + " is damaged: cell, line 2: ")
        .hasMessageEndingWith(
            " Nothing was loaded; copy the file once more, or train a new model.");
  }

  @Test
  void sizesBeyondAllMemoryAskForNone() throws IOException {
    tampered.change(
        document -> document.replace("\"hiddenSize\":4", "\"hiddenSize\":2000000000"),
        tensors -> tensors);
    assertThatThrownBy(() -> Checkpoint.load(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith(file + " is damaged: ")
        .hasMessageEndingWith(
            " Nothing was loaded; copy the file once more, or train a new model.");
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    tampered.change(
        d -> d, tensors -> tensors.stream().filter(t -> !t.name().equals("layer0.U_h")).toList());
    tampered.assertRefused("M is damaged: the parameter layer0.U_h is missing.");
  }

  @Test
  void aTensorTooManyIsNamed() throws IOException {
    tampered.change(
        d -> d,
        tensors -> {
          List<Tensor> more = new ArrayList<>(tensors);
          more.add(Tensor.zeros("layer7.W_i", List.of(1)));
          return more;
        });
    tampered.assertRefused("M is damaged: there should be no parameter layer7.W_i.");
  }

  @Test
  void tensorsMayComeInAnyOrder() throws IOException {
    Checkpoint before = Checkpoint.load(file);
    tampered.change(d -> d, List::reversed);
    Checkpoint after = Checkpoint.load(file);
    assertThat(after.model().parameters()).isEqualTo(before.model().parameters());
    assertThat(after.training()).isEqualTo(before.training());
  }
}
