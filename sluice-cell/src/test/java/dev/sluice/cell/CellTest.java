package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cell.Expr.*;
import dev.sluice.cell.Init.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellTest {

  /** The example of the package's documentation. */
  @Test
  void manual() {
    Cell cell = Cell.named("gru-v3");
    Sizes sizes = cell.shapes().at(3, 5, Map.of());
    assertThat(cell.shapes().parameter("U_n").columns()).hasToString("hidden");
    assertThat(cell.shapes().parameterCount(sizes)).isEqualTo(135);
  }

  @Test
  void partsOfACell() {
    Cell cell =
        Cell.parse(
            """
            scrn(x; h, s[q])
              s' = 0.05 * (W_s @ x) + 0.95 * s
              h' = sigmoid(W_h @ x + V_h @ s' + U_h @ h)
              init W_h, V_h = uniform(-0.1, 0.1)
              init s = -1e30
              out [h', s']
            """,
            "scrn.cell");
    assertThat(cell.name()).isEqualTo("scrn");
    assertThat(cell.source()).isEqualTo("scrn.cell");
    assertThat(cell.inputs()).containsExactly(new Cell.Input("x", null, null));
    assertThat(cell.states()).containsExactly(new Cell.State("h", null), new Cell.State("s", "q"));
    assertThat(cell.outputs()).containsExactly(new Next("h"), new Next("s"));
    assertThat(cell.inits())
        .containsExactly(
            new Init("W_h", new Value.Uniform(-0.1, 0.1), 4),
            new Init("V_h", new Value.Uniform(-0.1, 0.1), 4),
            new Init("s", new Value.Number(-1e30), 5));
    assertThat(cell.equations().getFirst())
        .isEqualTo(
            new Equation(
                "s",
                true,
                null,
                new Add(
                    new Multiply(
                        new Constant(0.05), new Product(new Parameter("W_s"), new Name("x"))),
                    new Multiply(new Constant(0.95), new Name("s"))),
                2));
  }

  @Test
  void firstStateLeavesTheCellByDefault() {
    assertThat(Cell.named("lstm").outputs()).containsExactly(new Next("h"));
  }

  private static String printed(String expression) {
    Cell cell = Cell.parse("my(x; h)\n  u = " + expression + "\n  h' = W_h @ x + u");
    assertThat(Cell.parse(cell.text()).equations()).isEqualTo(cell.equations());
    return cell.text().lines().toList().get(1).replaceFirst("  u  = ", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h * (h - (h - h) - h + (h + h) * h)",
        "h / (h / h) / h * (h * h)",
        "h * -(h + h) / -(-h * h) * --h",
        "-(h * h) - -(h / h) - -h",
        "U_u @ (h * h) + U_u @ -h - -U_u @ --h",
        "U_u @ U_u @ (U_u @ h + h) - h",
        "h * (U_u @ h) / -(U_u @ h)",
        "max(h - h, h * (U_u @ h)) * (W_u @ [h, x])",
        "tanh(W_u @ [h - h, x])",
        "1e-30 * 0.05 * 16777216 * 1e30 * 123.456 * 0 * h"
      })
  void isPrintedAsItStands(String expression) {
    assertThat(printed(expression)).isEqualTo(expression);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "((h)) | h",
        "((h * h) + (h / h)) | h * h + h / h",
        "(h - h) - h | h - h - h",
        "h * ((h * h) * h) | h * (h * h * h)",
        "(h*h)*h | h * h * h",
        "-(-(h)) | --h",
        "-(U_u @ h) | -U_u @ h",
        "(U_u) @ (h) | U_u @ h",
        "U_u @ (U_u @ h) | U_u @ U_u @ h",
        "U_u @ (-h) | U_u @ -h",
        "1.50 * 0.0 * 1E+5 * 1e-5 * 100000000000 * h | 1.5 * 0 * 1e5 * 1e-5 * 1e11 * h",
        "tanh( ( h ) ) | tanh(h)"
      })
  void superfluousParenthesesVanish(String expression, String expected) {
    assertThat(printed(expression)).isEqualTo(expected);
  }

  @Test
  void commentsStayWithTheirLines() {
    Cell cell =
        Cell.parse(
            """

            # above the header
            my(x;   # inputs
               h)   # states

              # above an equation

              h' = tanh(  # inside
                # also inside
                W_h @ x)  # at the end
              b  =W_b@x+b_b
              #above out
              out [ b ]   # last
              init b_b = 1#init
            # the end
            """);
    assertThat(cell.text())
        .isEqualTo(
            """
            # above the header
            # inputs
            my(x; h)  # states
              # above an equation
              # inside
              # also inside
              h' = tanh(W_h @ x)  # at the end
              b  = W_b @ x + b_b
              #above out
              out b               # last
              init b_b = 1        #init
              # the end
            """);
    assertThat(Cell.parse(cell.text())).isEqualTo(cell);
  }

  @Test
  void otherSpellings() {
    Cell usual = Cell.parse("my-1(x; h)\n  h' = sigmoid(W_h @ x) * h * 2 * h - h\n");
    Cell other =
        Cell.parse("\uFEFFmy−1(x; h)\r\n  h′ = σ(W_h · x) ⊙ h ∘ 2 × h − h\r\n", "other.cell");
    assertThat(other).isEqualTo(usual).hasToString(usual.text());
    assertThat(Cell.parse("my-1(x; h)\r  h' = sigmoid(W_h @ x) * h * 2 * h - h")).isEqualTo(usual);
  }

  @Test
  void initLinesAndOutMayComeInAnyOrder() {
    Cell cell =
        Cell.parse("my(x; h)\n  init h = +2\n  h' = W_h @ x + b_h\n  out h'\n  init b_h = ones");
    assertThat(Cell.parse(cell.text())).isEqualTo(cell);
    assertThat(cell.inits()).extracting(Init::target).containsExactly("h", "b_h");
  }

  @Test
  void everyInitialValue() {
    String text =
        """
        my(x; h)
          h' = W_h @ x + U_h @ h + A_h @ h + B_h @ h + b_h + d_h + e_h
          init W_h = orthogonal
          init U_h = identity
          init A_h = uniform(-0.5, 0.5)
          init B_h = normal(0, 0.01)
          init b_h = zeros
          init d_h = ones
          init e_h = -2.5
        """;
    Cell cell = Cell.parse(text);
    assertThat(cell.text()).isEqualTo(text);
    assertThat(cell.inits())
        .extracting(Init::value)
        .containsExactly(
            new Value.Orthogonal(),
            new Value.Identity(),
            new Value.Uniform(-0.5, 0.5),
            new Value.Normal(0, 0.01),
            new Value.Zeros(),
            new Value.Ones(),
            new Value.Number(-2.5));
  }

  @Test
  void namesThatLookLikeOthers() {
    // a size, a stem and a value may share a letter; a parameter may stand several times
    Cell cell =
        Cell.parse("my-2b(x; h[p])\n  p = tanh(W_p @ x + W_p @ x)\n  h' = Wp_h @ p + p_h * h");
    assertThat(cell.name()).isEqualTo("my-2b");
    assertThat(cell.shapes().parameters())
        .extracting(Shapes.Parameter::name)
        .containsExactly("W_p", "Wp_h", "p_h");
  }

  @Test
  void files(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("my.cell");
    Files.writeString(file, "\uFEFFmy(x; h)\r\n  h' = σ(W_h · x)\r\n");
    assertThat(Cell.load(file).source()).isEqualTo("my.cell");
    assertThat(Cell.load(file).equations())
        .extracting(Equation::value)
        .isEqualTo(List.of(new Sigmoid(new Product(new Parameter("W_h"), new Name("x")))));

    Files.write(file, "my(x; h) # caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Cell.load(file))
        .isInstanceOf(CellSyntaxException.class)
        .hasMessage(
            "my.cell is not a text in UTF-8. A cell is a page of equations: is this the right"
                + " file?");
    Files.write(file, new byte[300_000]);
    assertThatThrownBy(() -> Cell.load(file))
        .isInstanceOf(CellSyntaxException.class)
        .hasMessage(
            "my.cell is too long: the text of a cell has at most 262,144 bytes (256 KiB). A cell"
                + " is a page of equations: is this the right file?");
    assertThatThrownBy(() -> Cell.load(folder.resolve("none.cell")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void expressionsBuiltByProgramsArePrinted() {
    Expr h = new Name("h");
    assertThat(Printer.print(new Multiply(new Constant(-2), new Constant(-0.0))))
        .isEqualTo("-2 * -0");
    assertThat(Printer.print(new Product(new Parameter("W_h"), new Constant(-1))))
        .isEqualTo("W_h @ -1");
    assertThat(Printer.print(new Fma(h, h, new Total(new Negate(h)))))
        .isEqualTo("fma(h, h, total(-h))");
  }
}
