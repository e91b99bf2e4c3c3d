package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.cell.Shapes.Block;
import dev.sluice.cell.Shapes.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapesTest {

  private static Shapes shapes(String text) {
    return Cell.parse(text).shapes();
  }

  private static String sizes(Shapes shapes, String... names) {
    StringBuilder text = new StringBuilder();
    for (String name : names) {
      text.append(name).append(' ').append(shapes.size(name)).append("; ");
    }
    return text.toString();
  }

  /** Counts of the papers' equations: input 7 (or 13 where it must be), hidden 13, others 5. */
  @ParameterizedTest
  @CsvSource({
    "elman, 273", // H·I + H·H + H
    "jordan, 239", // H·I + H·K + H + K·H + K
    "irnn, 273",
    "indrnn, 117", // H·I + H + H
    "lstm-1997, 1820", // 3 (H·I + 3 H·H) + 2 H
    "lstm, 1092", // 4 (H·I + H·H + H)
    "lstm-peephole, 1131", // … + 3 H
    "lstm-coupled, 819", // 3 (H·I + H·H + H)
    "lstm-projected, 741", // 4 (H·I + H·P + H) + P·H
    "lstm-layernorm, 1222", // 4 (H·I + H·H + H) + 8 H gains + 2 H
    "lstm-layernorm-c, 1222",
    "lstm-nig, 845", // lstm-peephole less one gate: H·I + H·H + 2 H
    "lstm-nfg, 845",
    "lstm-nog, 845",
    "lstm-niaf, 1131",
    "lstm-noaf, 1131",
    "lstm-cifg, 845",
    "lstm-np, 1092",
    "lstm-fgr, 2652", // lstm-peephole + 9 H·H
    "gru, 832", // 3 (H·I + H·H + H) + H
    "gru-v3, 819",
    "mgu, 546", // 2 (H·I + H·H + H)
    "mut1, 715", // 4 H·H + 3 H
    "mut2, 884", // 5 H·H + 3 H
    "mut3, 819",
    "clockwork, 210", // H·I + 4·13 + 3·9 + 3·6 + 3·3 + H: groups of 4, 3, 3 and 3 units
    "depth-gated, 1261", // lstm-peephole + H·I + 3 H
    "scrn, 360", // Q·I + H·I + H·Q + H·H
    "ugrnn, 546",
    "ran, 637", // H·I + 2 (H·I + H·H + H)
    "janet, 546",
    "ligru, 572", // 2 (H·I + H·H + H) + 2 H gains
    "mingru, 208", // 2 (H·I + H)
    "minlstm, 312", // 3 (H·I + H)
    "sru-v1, 533", // 3 H·H + 2 H
    "sru, 559", // … + 2 H
    "slstm, 1092"
  })
  void parameterCounts(String name, long count) {
    Shapes shapes = Cell.named(name).shapes();
    Map<String, Integer> named =
        switch (name) {
          case "jordan" -> Map.of("k", 5);
          case "lstm-projected" -> Map.of("p", 5);
          case "scrn" -> Map.of("q", 5);
          default -> Map.of();
        };
    int input = shapes.size("x").equals(Size.HIDDEN) ? 13 : 7;
    assertThat(shapes.parameterCount(shapes.at(input, 13, named))).isEqualTo(count);
  }

  @Test
  void flopsOfAnElmanStep() {
    Shapes shapes = Cell.named("elman").shapes();
    // two products, two sums, one tanh
    assertThat(shapes.flops(shapes.at(3, 5, Map.of()))).isEqualTo(2 * 15 + 2 * 25 + 3 * 5);
  }

  @Test
  void sizesFollowFromTheEquations() {
    Shapes shapes =
        shapes(
            """
            my(x; h[p], c)
              k  = 2
              e  = W_e @ x
              u[q] = W_u @ x
              v  = [h, u, u]
              w  = k * (V_w @ v)
              c' = c + w
              h' = V_h @ (e * layernorm(w, v))
              out [e, h', v]
            """);
    assertThat(sizes(shapes, "x", "h", "c", "e", "u", "v", "w"))
        .isEqualTo("x input; h p; c hidden; e hidden; u q; v p + 2 q; w hidden; ");
    assertThat(shapes.isNumber("k")).isTrue();
    assertThat(shapes.isNumber("w")).isFalse();
    assertThat(shapes.names()).containsExactly("input", "hidden", "p", "q");
    assertThat(shapes.outputSizes()).hasToString("[hidden, p, p + 2 q]");
    assertThat(shapes.outputSize()).hasToString("hidden + 2 p + 2 q");
    assertThat(shapes.parameter("V_h").rows()).isEqualTo(Size.of("p"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shapes.size("k"))
        .withMessage("k in my is a number and has no size.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shapes.size("z"))
        .withMessage("my has no input, state or value 'z'.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shapes.parameter("V_x"))
        .withMessage("my has no parameter 'V_x'. Did you mean 'V_w'?");
  }

  @Test
  void agreementMayComeFromBelow() {
    Shapes shapes = shapes("my(x; h[p])\n  a = W_a @ x\n  b = tanh(a)\n  h' = h * b");
    assertThat(sizes(shapes, "a", "b")).isEqualTo("a p; b p; ");
  }

  @Test
  void kindsOfParameters() {
    Shapes shapes =
        shapes(
            """
            my(x; h, c)
              r  = sigmoid(W_r @ [h, x] + p_r * c + b_r)
              n  = tanh(W_n @ x + U_n @ (r * h) - (-g_n) / (c + k_n) + b_n * b_n)
              c' = tanh(V_c @ n + A_c @ (sigmoid(c) - r))
              h' = V_h @ c' + s_h + s_h * c
            """);
    assertThat(shapes.parameter("W_r").blocks())
        .containsExactly(new Block(Kind.RECURRENT, Size.HIDDEN), new Block(Kind.INPUT, Size.INPUT));
    assertThat(shapes.parameter("W_r").columns()).hasToString("hidden + input");
    assertThat(shapes.parameter("W_r").kind()).isEqualTo(Kind.RECURRENT);
    assertThat(kind(shapes, "U_n")).as("through * with a state").isEqualTo(Kind.RECURRENT);
    assertThat(kind(shapes, "A_c")).as("through a function").isEqualTo(Kind.RECURRENT);
    assertThat(kind(shapes, "W_n")).isEqualTo(Kind.INPUT);
    assertThat(kind(shapes, "V_c")).as("a value").isEqualTo(Kind.INPUT);
    assertThat(kind(shapes, "V_h")).as("a new state").isEqualTo(Kind.INPUT);
    assertThat(kind(shapes, "p_r")).isEqualTo(Kind.PEEPHOLE);
    assertThat(kind(shapes, "g_n")).as("negated, divided").isEqualTo(Kind.PEEPHOLE);
    assertThat(kind(shapes, "k_n")).isEqualTo(Kind.BIAS);
    assertThat(kind(shapes, "b_n")).isEqualTo(Kind.PEEPHOLE);
    assertThat(kind(shapes, "b_r")).isEqualTo(Kind.BIAS);
    assertThat(kind(shapes, "s_h")).as("where it first stands").isEqualTo(Kind.BIAS);
    assertThat(shapes.parameters().stream().map(Shapes.Parameter::name))
        .as("in the order of the text")
        .containsExactly(
            "W_r", "p_r", "b_r", "W_n", "U_n", "g_n", "k_n", "b_n", "V_c", "A_c", "V_h", "s_h");
    assertThat(shapes.parameter("V_h").line()).isEqualTo(5);
    assertThat(shapes.parameter("b_r").isMatrix()).isFalse();
  }

  private static Kind kind(Shapes shapes, String parameter) {
    return shapes.parameter(parameter).kind();
  }

  @Test
  void productsInsideAnOperandAreTheirOwn() {
    Shapes shapes = shapes("my(x; h)\n  a[q] = W_a @ x\n  h' = V_h @ (2 * (W_h @ h) + a)");
    assertThat(kind(shapes, "V_h")).isEqualTo(Kind.INPUT);
    assertThat(kind(shapes, "W_h")).isEqualTo(Kind.RECURRENT);
    assertThat(shapes.parameter("W_h").rows()).isEqualTo(Size.of("q"));
  }

  @Test
  void numbersForSizesAreChecked() {
    Shapes shapes = Cell.named("lstm-projected").shapes();
    assertThat(shapes.at(3, 5, Map.of()).values())
        .isEqualTo(Map.of("input", 3, "hidden", 5, "p", 5));
    assertThat(shapes.at(3, 5, Map.of("p", 2)).of(Size.of("p"))).isEqualTo(2);
    refused(shapes, 0, 5, Map.of(), "The size input of lstm-projected must be positive, not 0.");
    refused(shapes, 3, -1, Map.of(), "The size hidden of lstm-projected must be positive, not -1.");
    refused(shapes, 3, 5, Map.of("p", 0), "The size p of lstm-projected must be positive, not 0.");
    refused(shapes, 3, 5, Map.of("q", 2), "lstm-projected has no size named 'q'. It has p.");
    refused(
        shapes,
        3,
        5,
        Map.of("input", 2),
        "The input size of lstm-projected is not a named size: give it as its own argument.");
    refused(
        Cell.named("lstm").shapes(),
        3,
        5,
        Map.of("p", 2),
        "lstm has no size named 'p'. It has the input and the hidden size only.");
    refused(
        shapes("my(x[hidden]; h)\n  h' = x * h"),
        3,
        5,
        Map.of(),
        "my needs an input of the hidden size (its header says x[hidden]), but the input has 3 and"
            + " the hidden size is 5.");
    refused(
        shapes("my(x; h)\n  h' = W_h @ [h, x]"),
        2_000_000_000,
        2_000_000_000,
        Map.of(),
        "The sizes of my are too large: a vector would have more than 2³¹−1 units.");
  }

  private static void refused(
      Shapes shapes, int input, int hidden, Map<String, Integer> named, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shapes.at(input, hidden, named))
        .withMessage(message);
  }

  @Test
  void demandedInputSize() {
    Shapes shapes = shapes("my(x[hidden]; h)\n  h' = x * h");
    assertThat(shapes.size("x")).isEqualTo(Size.HIDDEN);
    assertThat(shapes.at(4, 4, Map.of()).input()).isEqualTo(4);
  }

  @Test
  void extraInputsTakeTheSizeOfTheirUse() {
    Shapes shapes = shapes("my(x, e, d, k[q]; h[p])\n  h' = W_h @ [x, d, k] + e * h");
    assertThat(sizes(shapes, "x", "e", "d", "k")).isEqualTo("x input; e p; d hidden; k q; ");
  }
}
