package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The eight variants of Greff et al. 2015 (LSTM: a search space odyssey, arXiv 1503.04069) are what
 * {@link Cell#with} makes of {@code lstm-peephole}: the files of the catalogue say in full what is
 * one change here.
 */
class GreffTest {

  /** A cell of the catalogue, and another one with the lines in which the two differ. */
  record Variant(String name, String of, String header, String lines) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Variant variant(String name, String lines) {
    return new Variant(name, "lstm-peephole", "(x; h, c)", lines);
  }

  static Stream<Variant> variants() {
    return Stream.of(
        variant("lstm-nig", "i = 1"),
        variant("lstm-nfg", "f = 1"),
        variant("lstm-nog", "o = 1"),
        variant("lstm-niaf", "g = W_g @ x + U_g @ h + b_g"),
        variant("lstm-noaf", "h' = o * c'"),
        variant("lstm-cifg", "f = 1 - i"),
        variant(
            "lstm-np",
            """
            i = sigmoid(W_i @ x + U_i @ h + b_i)
            f = sigmoid(W_f @ x + U_f @ h + b_f)
            o = sigmoid(W_o @ x + U_o @ h + b_o)
            """),
        new Variant(
            "lstm-fgr",
            "lstm-peephole",
            "(x; h, c, i, f, o)",
            """
            i' = sigmoid(W_i @ x + U_i @ h + Ui_i @ i + Uf_i @ f + Uo_i @ o + p_i * c + b_i)
            f' = sigmoid(W_f @ x + U_f @ h + Ui_f @ i + Uf_f @ f + Uo_f @ o + p_f * c + b_f)
            o' = sigmoid(W_o @ x + U_o @ h + Ui_o @ i + Uf_o @ f + Uo_o @ o + p_o * c' + b_o)
            c' = f' * c + i' * g
            h' = o' * tanh(c')
            """),
        new Variant("lstm-coupled", "lstm", "(x; h, c)", "f = 1 - i"));
  }

  /** The same in all but comments. */
  @ParameterizedTest
  @MethodSource("variants")
  void isOneChange(Variant variant) {
    Cell file = Cell.named(variant.name);
    Cell made = Cell.named(variant.of).with(variant.name + variant.header + "\n" + variant.lines);
    assertThat(made.states()).isEqualTo(file.states());
    assertThat(made.outputs()).isEqualTo(file.outputs());
    assertThat(made.equations())
        .extracting(Equation::target, Equation::value)
        .isEqualTo(file.equations().stream().map(e -> tuple(e.target(), e.value())).toList());
    assertThat(made.inits())
        .extracting(Init::target, Init::value)
        .isEqualTo(file.inits().stream().map(i -> tuple(i.target(), i.value())).toList());
    assertThat(made.digest()).isEqualTo(file.digest());
  }
}
