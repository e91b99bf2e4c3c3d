package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static final Cell LSTM = Cell.named("lstm");
  private static final Cell SAME = Cell.parse("same(x[hidden]; c)\n  c' = 0.5 * c + x\n");

  @Test
  void parametersHaveNamesAndShapes() {
    Model model =
        Model.of(
            1,
            Layer.embedding(10, 4),
            Layer.recurrent(LSTM, 8),
            Layer.dropout(0.1),
            Layer.recurrent(Cell.named("gru"), 6),
            Layer.linear(10));
    assertThat(model.parameters().tensors())
        .extracting(Tensor::toString)
        .containsExactly(
            "embedding.table[10, 4]",
            "layer0.W_i[8, 4]",
            "layer0.U_i[8, 8]",
            "layer0.b_i[8]",
            "layer0.W_f[8, 4]",
            "layer0.U_f[8, 8]",
            "layer0.b_f[8]",
            "layer0.W_g[8, 4]",
            "layer0.U_g[8, 8]",
            "layer0.b_g[8]",
            "layer0.W_o[8, 4]",
            "layer0.U_o[8, 8]",
            "layer0.b_o[8]",
            "layer1.W_r[6, 8]",
            "layer1.U_r[6, 6]",
            "layer1.b_r[6]",
            "layer1.W_z[6, 8]",
            "layer1.U_z[6, 6]",
            "layer1.b_z[6]",
            "layer1.W_n[6, 8]",
            "layer1.b_n[6]",
            "layer1.U_n[6, 6]",
            "layer1.b2_n[6]",
            "linear0.W_y[10, 6]",
            "linear0.b_y[10]");
    assertThat(model)
        .hasToString(
            "embedding 10 → 4, recurrent lstm 4 → 8, dropout 0.1, recurrent gru 8 → 6, linear 6 →"
                + " 10");
    assertThat(model.vocabularySize()).isEqualTo(10);
    assertThat(model.outputSize()).isEqualTo(10);
  }

  @Test
  void valuesBeginByKindAndInitLinesWin() {
    Model model = Model.of(1, Layer.embedding(10, 4), Layer.recurrent(LSTM, 8));
    assertThat(model.parameters().tensor("layer0.b_f").values()).containsOnly(1);
    assertThat(model.parameters().tensor("layer0.b_i").values()).containsOnly(0);
    float[] u = model.parameters().tensor("layer0.U_i").values();
    double square = 0;
    for (int i = 0; i < 8; i++) {
      square += u[i] * u[i];
    }
    assertThat(square).isCloseTo(1, within(1e-6));
  }

  @Test
  void blocksOfColumnsBeginByTheirOwnKinds() {
    Cell joined = Cell.parse("joined(x; h)\n  h' = tanh(W_h @ [x, h] + b_h)\n");
    Initialization initialization =
        Initialization.STANDARD
            .withInput(new Initializer.Constant(2))
            .withRecurrent(new Initializer.Identity())
            .withBias(new Initializer.Constant(3))
            .withEmbedding(new Initializer.Constant(4));
    Model model =
        Model.of(1, initialization, List.of(Layer.embedding(5, 2), Layer.recurrent(joined, 3)));
    assertThat(model.parameters().tensor("layer0.W_h").values())
        .containsExactly(2, 2, 1, 0, 0, 2, 2, 0, 1, 0, 2, 2, 0, 0, 1);
    assertThat(model.parameters().tensor("layer0.b_h").values()).containsOnly(3);
    assertThat(model.parameters().tensor("embedding.table").values()).containsOnly(4);
  }

  @Test
  void dropoutChangesNoInitialValue() {
    Parameters with =
        Model.of(7, Layer.embedding(10, 4), Layer.dropout(0.5), Layer.recurrent(LSTM, 8))
            .parameters();
    Parameters without = Model.of(7, Layer.embedding(10, 4), Layer.recurrent(LSTM, 8)).parameters();
    assertThat(with).isEqualTo(without);
    assertThat(with)
        .isNotEqualTo(Model.of(8, Layer.embedding(10, 4), Layer.recurrent(LSTM, 8)).parameters());
  }

  @Test
  void isBuiltFromItsOwnParameters() {
    List<Layer> layers = List.of(Layer.embedding(10, 4), Layer.recurrent(LSTM, 8));
    Model model = Model.of(7, layers);
    List<Tensor> tensors = model.parameters().tensors();
    assertThat(Model.of(layers, tensors.reversed()).parameters()).isEqualTo(model.parameters());
    assertThatThrownBy(() -> Model.of(layers, tensors.subList(1, tensors.size())))
        .hasMessage("The parameter embedding.table is missing.");
    assertThatThrownBy(() -> Model.of(layers.subList(0, 1), tensors))
        .hasMessage("There should be no parameter layer0.W_i.");
    assertThatThrownBy(
            () -> Model.of(List.of(Layer.embedding(10, 4), Layer.recurrent(LSTM, 9)), tensors))
        .hasMessage("The parameter layer0.W_i has shape [8, 4]; it should be [9, 4].");
  }

  @Test
  void sizesFitTogetherOrAreRefused() {
    assertThatThrownBy(() -> Model.of(1, Layer.embedding(10, 32), Layer.recurrent(SAME, 64)))
        .hasMessage(
            "Layer 2 (recurrent same) expects input size 64, but layer 1 (embedding) produces 32.");
    assertThatThrownBy(
            () ->
                Model.of(
                    1,
                    Layer.embedding(10, 64),
                    Layer.recurrent(LSTM, 32),
                    Layer.dropout(0.5),
                    Layer.recurrent(SAME, 64)))
        .hasMessage(
            "Layer 4 (recurrent same) expects input size 64, but layer 3 (dropout 0.5) produces"
                + " 32.");
  }

  @Test
  void layersStandWhereTheyCan() {
    assertThatThrownBy(() -> Model.of(1))
        .hasMessage("A model needs layers, first of all an embedding or an input.");
    assertThatThrownBy(() -> Model.of(1, Layer.linear(3)))
        .hasMessage(
            "Layer 1 must be an embedding, which turns symbols into vectors, or an input of"
                + " numbers; it is a linear.");
    assertThatThrownBy(() -> Model.of(1, Layer.embedding(3, 3), Layer.embedding(3, 3)))
        .hasMessage("Layer 2 is an embedding; only layer 1 can be one.");
    assertThatThrownBy(
            () ->
                Model.of(
                    1,
                    Layer.embedding(10, 4),
                    Layer.recurrent(Cell.named("lstm-projected"), 8, Map.of("q", 4))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hugeAndImpossibleSizesAreRefusedBeforeMemoryIsTaken() {
    assertThatThrownBy(() -> Layer.recurrent(LSTM, 0))
        .hasMessage("The hidden size must be at least 1; it is 0.");
    assertThatThrownBy(() -> Layer.recurrent(LSTM, -1))
        .hasMessage("The hidden size must be at least 1; it is -1.");
    assertThatThrownBy(() -> Layer.embedding(10, 0))
        .hasMessage("The embedding size must be at least 1; it is 0.");
    assertThatThrownBy(() -> Layer.dropout(1))
        .hasMessage("The probability of dropout must be at least 0 and below 1; it is 1.0.");
    assertThatThrownBy(() -> Layer.dropout(0.99999998))
        .hasMessage(
            "The probability of dropout is so close to 1 that it would always happen. Write"
                + " 0.9999999 or less.");
    assertThatThrownBy(
            () -> Model.of(1, Layer.embedding(65, 64), Layer.recurrent(LSTM, 1_000_000_000)))
        .hasMessage(
            "Layer 2 (recurrent lstm) is too large: its parameter layer0.W_i would have"
                + " 64,000,000,000 values; the limit is 2,147,483,639.");
    assertThatThrownBy(() -> Model.of(1, Layer.embedding(1_000_000_000, 2_000_000_000)))
        .hasMessageStartingWith(
            "Layer 1 (embedding) is too large: its parameter embedding.table would have"
                + " 2,000,000,000,000,000,000 values");
  }

  @Test
  void askingForAnUnknownParameterListsThem() {
    Model model = Model.of(1, Layer.embedding(3, 2), Layer.linear(3));
    assertThatThrownBy(() -> model.parameters().tensor("linear0.W"))
        .hasMessage(
            "There is no parameter linear0.W. There are: embedding.table, linear0.W_y,"
                + " linear0.b_y.");
  }
}
