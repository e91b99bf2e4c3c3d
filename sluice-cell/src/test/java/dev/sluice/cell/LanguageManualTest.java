package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/language.md} has every function as it is called, and its cells are cells. */
class LanguageManualTest {
  private static final Pattern CELL =
      Pattern.compile("^```cell\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

  private static String manual() throws IOException {
    return Files.readString(Path.of("..", "docs", "language.md"));
  }

  @Test
  void hasEveryFunction() throws IOException {
    String manual = manual();
    for (String name : Functions.names()) {
      String signature = Functions.named(name).signature();
      for (String call : signature.replaceAll(" @ v|name\\(x, |; h, c\\) in.*", "").split(" or ")) {
        assertThat(manual).contains("`" + call + "`");
      }
    }
  }

  @Test
  void itsCellsAreCells() throws IOException {
    List<String> texts = CELL.matcher(manual()).results().map(cell -> cell.group(1)).toList();
    assertThat(texts)
        .hasSize(2)
        .allSatisfy(text -> assertThat(Cell.parse(text).text()).isEqualTo(text));
  }

  /** Functions that are said to be others. */
  @Test
  void meaningsAreTrue() {
    for (double v : new double[] {-7, -2.5, -0.3, 0.4, 2.9, 6}) {
      assertThat(at("leakyrelu(x)", v)).isEqualTo(v > 0 ? v : 0.01 * v);
      assertThat(at("elu(x)", v)).isEqualTo(v > 0 ? v : Math.expm1(v));
      assertThat(at("softsign(x)", v)).isEqualTo(v / (1 + Math.abs(v)));
      assertThat(at("hardsigmoid(x)", v)).isEqualTo(Math.clamp(v / 6 + 0.5, 0, 1));
      assertThat(at("zoneout(x, h, 0.25)", v)).isEqualTo(0.75 * v + 0.25);
      assertThat(at("dropout(x, 0.25)", v)).isEqualTo(v);
    }
    assertThat(at("exp(x * x * x * x * x)", 1e4)).isFinite();
  }

  /** What comes of an expression in x, where h is 1. */
  private static double at(String expression, double x) {
    Cell cell = Cell.parse("my(x[hidden]; h)\n  h' = " + expression + " + 0 * h");
    Sizes sizes = cell.shapes().at(1, 1, java.util.Map.of());
    return new Interpreter(cell, sizes)
        .step(
            java.util.Map.of(),
            java.util.Map.of("x", new double[] {x}),
            java.util.Map.of("h", new double[] {1}))
        .get("h'")[0];
  }
}
