package dev.sluice.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectTest {
  private static final int SYMBOLS = 9;

  private static Model model(String cell) {
    return Model.of(
        4,
        Layer.embedding(SYMBOLS, 5),
        Layer.recurrent(Cell.named(cell), 12),
        Layer.linear(SYMBOLS));
  }

  private static int[] text(int length) {
    return new SplittableRandom(1).ints(length, 0, SYMBOLS).toArray();
  }

  // ------------------------------------------------------------------------------ activations

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1000})
  void piecesAreTheWhole(int steps) {
    Model model = model("lstm");
    Batch batch = Batch.ofSymbols(text(101));
    Activations whole = Activations.of(model, batch);
    List<Float> forget = new ArrayList<>();
    List<Float> said = new ArrayList<>();
    List<Integer> firsts = new ArrayList<>();
    Activations.inPieces(
        model,
        batch,
        steps,
        piece -> {
          firsts.add(piece.first());
          for (float f : piece.value("layer0.f").values()) {
            forget.add(f);
          }
          for (float f : piece.output().values()) {
            said.add(f);
          }
        });
    assertThat(forget).containsExactlyElementsOf(list(whole.value("layer0.f")));
    assertThat(said).containsExactlyElementsOf(list(whole.output()));
    assertThat(firsts).hasSize(Math.ceilDiv(101, steps));
  }

  private static List<Float> list(Tensor tensor) {
    List<Float> list = new ArrayList<>();
    for (float value : tensor.values()) {
      list.add(value);
    }
    return list;
  }

  @Test
  void anUnknownValueIsToldWithThoseThatAre() {
    assertThatThrownBy(
            () -> Activations.of(model("gru"), Batch.ofSymbols(text(3))).value("layer0.q"))
        .hasMessage(
            "There is no value layer0.q. There are: input, layer0.x, layer0.r, layer0.z, layer0.n,"
                + " layer0.h.");
  }

  @Test
  void aModelThatReadsBothWaysHasNoPieces() {
    Model both =
        Model.of(1, Layer.embedding(SYMBOLS, 4), Layer.bidirectional(Cell.named("gru"), 3));
    assertThatThrownBy(() -> Activations.inPieces(both, Batch.ofSymbols(text(9)), 4, piece -> {}))
        .hasMessage(
            "This model needs a sequence as a whole, it cannot be read in pieces: embedding 9 → 4,"
                + " bidirectional gru 4 → 6.");
  }

  // ------------------------------------------------------------------------------- saturation

  @Test
  void gatesAreCountedAsTheyAre() {
    Model model = model("lstm");
    Batch batch = Batch.ofSymbols(text(600));
    Saturation saturation = Saturation.of(model, batch);
    Tensor forget = Activations.of(model, batch).value("layer0.f");

    assertThat(saturation.gates().stream().map(Saturation.OfGate::name))
        .containsExactly("layer0.i", "layer0.f", "layer0.o");
    Saturation.OfGate gate = saturation.gates().get(1);
    assertThat(gate.keeps()).isEqualTo("c");
    for (int unit = 0; unit < 12; unit++) {
      double mean = 0;
      int open = 0;
      for (int step = 0; step < 600; step++) {
        float f = forget.values()[step * 12 + unit];
        mean += f / 600.0;
        open += f > 0.9 ? 1 : 0;
      }
      assertThat(gate.open()[unit]).isEqualTo(open / 600.0);
      assertThat(gate.closed()[unit]).isEqualTo(0);
      assertThat(gate.mean()[unit]).isCloseTo(mean, within(1e-6));
      assertThat(gate.timeConstants()[unit]).isCloseTo(1 / (1 - mean), within(1e-4));
    }
    assertThat(saturation.gates().get(0).timeConstants()).isNull();
  }

  @Test
  void whatKeepsAStateIsFoundInTheEquations() {
    assertThat(Gate.of(Cell.named("gru")))
        .containsExactly(new Gate("r", null, false), new Gate("z", "h", false));
    assertThat(Gate.of(Cell.named("minlstm")))
        .containsExactly(new Gate("f", "h", false), new Gate("i", null, false));
    assertThat(Gate.of(Cell.parse("leaky(x; h)\n  z = sigmoid(W_z @ x)\n  h' = (1 - z) * h + z\n")))
        .containsExactly(new Gate("z", "h", true));
    assertThat(Gate.of(Cell.named("elman"))).isEmpty();
    assertThat(Gate.of(Cell.named("scrn"))).isEmpty();
    assertThat(Gate.of(Cell.named("lstm-fgr")).stream().map(Gate::name))
        .containsExactly("i", "f", "o");
    assertThat(Gate.of(Cell.named("lstm-fgr")).get(1).keeps()).isEqualTo("c");
    Cell reset =
        Cell.parse(
            """
            reset(x; h)
              r = sigmoid(W_r @ x)
              z = sigmoid(W_z @ x)
              h' = z * h + (1 - z) * tanh(W_h @ x + U_h @ (r * h))
            """);
    assertThat(Gate.of(reset))
        .containsExactly(new Gate("r", null, false), new Gate("z", "h", false));
  }

  @Test
  void rowsCountToTheirEnds() {
    Model model = Model.of(4, Layer.input(1), Layer.recurrent(Cell.named("gru"), 2));
    Batch batch = new Batch();
    batch.shape(4, 2);
    batch.features(1);
    int[] lengths = batch.ragged();
    lengths[0] = 4;
    lengths[1] = 1;
    assertThat(Saturation.of(model, batch).steps()).isEqualTo(5);
    lengths[0] = 0;
    lengths[1] = 0;
    assertThatThrownBy(() -> Saturation.of(model, batch))
        .hasMessage("There is nothing to read: the batch has no step.");
    assertThatThrownBy(() -> Saturation.of(model("elman"), Batch.ofSymbols(text(3))))
        .hasMessage(
            "The model (embedding 9 → 5, recurrent elman 5 → 12, linear 12 → 9) has no gates; take"
                + " one whose cell has some, such as lstm or gru.");
  }

  // ------------------------------------------------------------------------------------ units

  @Test
  void aUnitTracksItself() {
    Model model = model("lstm");
    Batch batch = Batch.ofSymbols(text(700));
    Tensor state = Activations.of(model, batch).value("layer0.c");
    double[] property = new double[700];
    for (int step = 0; step < 700; step++) {
      property[step] = 3 - 2 * state.values()[step * 12 + 8];
    }
    Units units = Units.of(model, batch, "layer0.c", property);

    assertThat(units.best()).hasSize(12);
    assertThat(units.best().getFirst().unit()).isEqualTo(8);
    assertThat(units.best().getFirst().score()).isCloseTo(-1, within(1e-9));
    assertThat(units.chance()).isBetween(0.01, 0.3);
    assertThat(units.chanceMost()).isGreaterThanOrEqualTo(units.chance());
  }

  @Test
  void aPropertyThatNeverChangesIsRefused() {
    assertThatThrownBy(
            () ->
                Units.of(
                    model("lstm"),
                    Batch.ofSymbols(text(7)),
                    "layer0.c",
                    new double[] {0, 0, 0, 0, 0, 0, 0}))
        .hasMessage(
            "The property is 0.0 everywhere in these 7 steps: no unit can track it. Take another"
                + " one, or a longer text.");
  }

  @Test
  void propertiesOfTexts() {
    List<String> text = "a \"b(c\"\nd))".codePoints().mapToObj(Character::toString).toList();
    assertThat(Property.quotes().of(text)).containsExactly(0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0);
    assertThat(Property.line().of(text)).containsExactly(1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3);
    assertThat(Property.word().of(text)).containsExactly(1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0);
    assertThat(Property.brackets().of(text)).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0);
    assertThat(Property.matching(Pattern.compile("\\(c|d")).of(text))
        .containsExactly(0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0);
    assertThatThrownBy(() -> Property.named("colour"))
        .hasMessage("There is no property 'colour'. There are: quotes, line, word, brackets.");
  }

  // ------------------------------------------------------------------------------ attribution

  @Test
  void aLinearModelOwesItsScoreToItsSteps() {
    Cell sum = Cell.parse("sum(x; h)\n  h' = 0.5 * h + W_h @ x\n");
    Model model = Model.of(2, Layer.embedding(SYMBOLS, 4), Layer.recurrent(sum, 3));
    Attribution attribution = Attribution.of(model, Batch.ofSymbols(text(70)), 1);

    assertThat(attribution.gradient()).hasSize(70);
    assertThat(Arrays.stream(attribution.gradient()).sum())
        .isCloseTo(attribution.score(), within(1e-5));
    assertThat(attribution.occlusion()).containsExactly(attribution.gradient(), within(1e-5));
    assertThat(Math.abs(attribution.gradient()[69]))
        .isGreaterThan(1000 * Math.abs(attribution.gradient()[49]));
  }

  /** All of it is linear: what each step adds is what is lost without it. */
  @Test
  void whatIsPooledFromBothDirectionsIsOwedToEachStep() {
    Cell sum = Cell.parse("sum(x; h)\n  h' = 0.5 * h + W_h @ x\n");
    Model model =
        Model.of(
            2,
            Layer.embedding(SYMBOLS, 4),
            Layer.bidirectional(sum, 3),
            Layer.pool(Layer.Pooling.MEAN),
            Layer.linear(2));
    Attribution attribution = Attribution.of(model, Batch.ofSymbols(text(20)), 1);

    assertThat(Arrays.stream(attribution.gradient()).sum())
        .isCloseTo(attribution.score(), within(1e-5));
    assertThat(attribution.occlusion()).containsExactly(attribution.gradient(), within(1e-5));
    assertThat(Arrays.stream(attribution.gradient()).map(Math::abs)).allMatch(owed -> owed > 1e-9);
  }

  @Test
  void anAttributionIsForOneSequence() {
    Batch two = new Batch();
    two.shape(3, 2);
    assertThatThrownBy(() -> Attribution.of(model("lstm"), two, 0))
        .hasMessage("An attribution is for one sequence of at least one step; there are 2.");
  }

  // -------------------------------------------------------------------------- state gradients

  @Test
  void onlyTheLastTargetReachesBack() {
    Model model = model("lstm");
    Batch batch = Batch.ofSymbols(text(30));
    batch.targets()[29] = 3;
    StateGradients gradients = StateGradients.of(model, batch, Loss.crossEntropy());

    assertThat(gradients.loss()).isBetween(1.0, 3.5);
    assertThat(gradients.states().stream().map(StateGradients.OfState::name))
        .containsExactly("layer0.h", "layer0.c");
    double[] norms = gradients.states().get(1).norms();
    assertThat(norms[0]).isBetween(1e-12, norms[28] / 10);
    assertThatThrownBy(
            () -> StateGradients.of(model, Batch.ofSymbols(text(3)), Loss.crossEntropy()))
        .hasMessage("There is no loss without targets; the batch has none.");
  }

  /** A row counts in the steps that it has, and its part of the loss is that of its targets. */
  @Test
  void rowsOfDifferentLengthsAreThoseOfEachRow() {
    Model model = model("gru");
    int[] lengths = {6, 3};
    double[][] alone = new double[2][];
    for (int row = 0; row < 2; row++) {
      Batch one = Batch.ofSymbols(Arrays.copyOf(text(6), lengths[row]));
      Arrays.fill(one.targets(), row);
      alone[row] = StateGradients.of(model, one, Loss.crossEntropy()).states().getFirst().norms();
    }
    Batch both = new Batch();
    both.shape(6, 2);
    System.arraycopy(lengths, 0, both.ragged(), 0, 2);
    for (int step = 0; step < 6; step++) {
      for (int row = 0; row < 2; row++) {
        boolean there = step < lengths[row];
        both.inputs()[step * 2 + row] = there ? text(6)[step] : 0;
        both.targets()[step * 2 + row] = there ? row : -1;
      }
    }

    double[] norms =
        StateGradients.of(model, both, Loss.crossEntropy()).states().getFirst().norms();

    for (int step = 0; step < 6; step++) {
      double sum = alone[0][step] * 6 / 9 + (step < 3 ? alone[1][step] * 3 / 9 : 0);
      assertThat(norms[step]).isCloseTo(sum / (step < 3 ? 2 : 1), within(1e-6));
    }
  }

  // ----------------------------------------------------------------------------------- alarms

  private static List<Alarm> alarms(String cell, String with) {
    Cell changed = with.isEmpty() ? Cell.named(cell) : Cell.named(cell).with(with);
    Model model =
        Model.of(
            4, Layer.embedding(SYMBOLS, 5), Layer.recurrent(changed, 12), Layer.linear(SYMBOLS));
    return Alarm.of(model, Batch.ofSymbols(text(64)));
  }

  @Test
  void aSoundModelRaisesNone() {
    assertThat(alarms("lstm", "init b_f = 2")).isEmpty();
  }

  @Test
  void vanishingIsTold() {
    List<Alarm> alarms = alarms("elman", "init U_h = uniform(-0.1, 0.1)");
    assertThat(alarms).hasSize(1);
    assertThat(alarms.getFirst().kind()).isEqualTo(Alarm.Kind.VANISHING);
    assertThat(alarms.getFirst().sentence())
        .matches(
            "The gradient by the states of layer0 \\(elman\\) is a thousandth after \\d+ steps back"
                + " \\(×0\\.\\d\\d per step\\): what lies further back is hardly learned. If it"
                + " matters, try a cell with gates \\(--cell lstm or gru\\), or recurrent weights"
                + " that begin orthogonal \\(--init recurrent=orthogonal\\).");
  }

  @Test
  void explodingIsTold() {
    Cell linear =
        Cell.parse("linear(x; h)\n  h' = W_h @ x + U_h @ h\n  init U_h = normal(0, 0.6)\n");
    Model model = Model.of(4, Layer.embedding(SYMBOLS, 5), Layer.recurrent(linear, 12));
    List<Alarm> alarms = Alarm.of(model, Batch.ofSymbols(text(64)));
    assertThat(alarms.stream().map(Alarm::kind)).containsExactly(Alarm.Kind.EXPLODING);
    assertThat(alarms.getFirst().sentence())
        .startsWith("The gradient by the states of layer0 (linear) is a thousand times as large")
        .endsWith("Try clipping (--clip 1), a lower learning rate, or smaller recurrent weights.");
  }

  @Test
  void aGateThatIsNeverOpenIsTold() {
    assertThat(alarms("lstm", "init b_f = 3\n  init b_i = -20"))
        .containsExactly(
            new Alarm(
                Alarm.Kind.SATURATED,
                "layer0.i",
                "12 of 12 units of the gate layer0.i are closed nearly always: nothing comes"
                    + " through and nothing is learned there. Try a lower learning rate, or another"
                    + " bias at the start (--with 'init b_i = 1')."));
  }

  @Test
  void gatesThatForgetAllOrTakeNothingAreTold() {
    assertThat(alarms("lstm", "init b_f = -20").stream().map(Alarm::sentence))
        .contains(
            "12 of 12 units of the gate layer0.f keep nothing of c nearly always: they have no"
                + " memory. Try a lower learning rate, or another bias at the start (--with 'init"
                + " b_f = 1').");
    assertThat(alarms("gru", "init b_z = 20").stream().map(Alarm::sentence))
        .contains(
            "12 of 12 units of the gate layer0.z keep all of h nearly always and take nothing in:"
                + " they are frozen. Try a lower learning rate, or another bias at the start"
                + " (--with 'init b_z = -1').");
    assertThat(alarms("lstm", "init b_f = 20").stream().map(Alarm::where))
        .doesNotContain("layer0.f");
  }

  /** What an alarm says to try is a line that the cell takes. */
  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru", "mgu", "minlstm", "elman", "lstm-1997", "sru"})
  void whatIsAdvisedCanBeTyped(String cell) {
    Model model =
        Model.of(
            4,
            Layer.embedding(SYMBOLS, 12),
            Layer.recurrent(Cell.named(cell), 12),
            Layer.linear(SYMBOLS));
    for (Tensor parameter : model.parameters().tensors()) {
      if (parameter.name().startsWith("layer0.") && parameter.shape().size() == 1) {
        Arrays.fill(parameter.values(), -20);
      }
    }
    model.parameters().changed();
    for (Alarm alarm : Alarm.of(model, Batch.ofSymbols(text(64)))) {
      var line = Pattern.compile("--with '([^']*)'").matcher(alarm.sentence());
      while (line.find()) {
        assertThat(Cell.named(cell).with(line.group(1)).inits()).isNotEmpty();
      }
    }
  }

  @Test
  void whatCarriesNothingHasNoFlow() {
    Cell forward = Cell.parse("forward(x; h)\n  h' = tanh(W_h @ x + b_h)\n");
    Model model = Model.of(4, Layer.embedding(SYMBOLS, 5), Layer.recurrent(forward, 4));
    Batch batch = Batch.ofSymbols(text(64));
    assertThat(Alarm.of(model, batch)).isEmpty();
    assertThatThrownBy(() -> GradientFlow.of(model, "layer0", batch, 5, Workers.single()))
        .hasMessage(
            "layer0 (forward) carries nothing from step to step, so no gradient flows there; take"
                + " another layer.");
    assertThatThrownBy(() -> Attribution.of(model, batch, 4))
        .hasMessage("The model has 4 scores, counted from 0; there is no score 4.");
  }

  @Test
  void deadUnitsAreTold() {
    assertThat(alarms("elman", "h' = relu(W_h @ x + U_h @ h + b_h)\n  init b_h = -50"))
        .contains(
            new Alarm(
                Alarm.Kind.DEAD,
                "layer0.h",
                "12 of 12 units of layer0.h never change over 64 steps: they are dead. Try a lower"
                    + " learning rate, a smaller initialization, or another activation (tanh, or"
                    + " elu for relu)."));
  }

  @Test
  void whatIsNoNumberIsToldAlone() {
    Model model = model("lstm");
    model.parameters().tensor("layer0.b_g").values()[2] = Float.NaN;
    model.parameters().changed();
    assertThat(Alarm.of(model, Batch.ofSymbols(text(64))))
        .containsExactly(
            new Alarm(
                Alarm.Kind.NOT_FINITE,
                "layer0.g",
                "layer0.g is NaN at step 1. Try a lower learning rate, or clipping (--clip 1)."));
  }

  @Test
  void threadsChangeNoBit() {
    Model model = model("lstm");
    Batch batch = Batch.ofSymbols(text(40));
    try (Workers workers = new Workers(2)) {
      GradientFlow two = GradientFlow.of(model, "layer0", batch, 30, workers);
      GradientFlow one = GradientFlow.of(model, "layer0", batch, 30, Workers.single());
      assertThat(two.paths().getFirst().largest()).isEqualTo(one.paths().getFirst().largest());
    }
  }
}
