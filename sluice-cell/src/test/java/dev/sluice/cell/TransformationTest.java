package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cells made from cells, from {@code transformations.txt}: a cell or its name in the catalogue,
 * what is done to it, and the whole text or message that comes out. A new one is a new entry there.
 */
class TransformationTest {

  /** A cell, a method of {@link Cell}, what stands below its name, and what comes out. */
  record Change(String title, String cell, String method, String lines, String result) {
    static Change parse(String entry) {
      String[] head = entry.split("\n", 2);
      String[] parts = head[1].split("(?m)^--- ?", 3);
      String[] call = parts[1].split("\n", 2);
      return new Change(head[0], parts[0], call[0], call[1], parts[2].substring(1));
    }

    Cell before() {
      return cell.lines().count() == 1 ? Cell.named(cell.strip()) : Cell.parse(cell, "my.cell");
    }

    String after() {
      try {
        String[] arguments = method.replaceFirst(".*\\(", "").replace(")", "").split(", ");
        Cell after =
            switch (method.replaceFirst("\\(.*", "")) {
              case "with" -> before().with(lines);
              case "withZoneout" ->
                  arguments.length == 2
                      ? before().withZoneout(arguments[0], Double.parseDouble(arguments[1]))
                      : before().withZoneout(Double.parseDouble(arguments[0]));
              case "withRecurrentDropout" ->
                  before().withRecurrentDropout(Double.parseDouble(arguments[0]));
              case "withDropConnect" -> before().withDropConnect(Double.parseDouble(arguments[0]));
              case "withLayerNorm" -> before().withLayerNorm();
              default -> throw new IllegalStateException(method);
            };
        assertThat(Cell.parse(after.text())).isEqualTo(after);
        assertThat(after.with("")).isSameAs(after);
        return after.text();
      } catch (IllegalArgumentException e) {
        return e.getMessage() + "\n";
      }
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Change> changes() throws IOException {
    try (InputStream in = TransformationTest.class.getResourceAsStream("transformations.txt")) {
      byte[] all = Objects.requireNonNull(in).readAllBytes();
      return Arrays.stream(new String(all, StandardCharsets.UTF_8).split("(?m)^=== "))
          .filter(entry -> !entry.isEmpty())
          .map(Change::parse);
    }
  }

  /** The example of the package's documentation. */
  @Test
  void manual() {
    Cell coupled = Cell.named("lstm").with("f = 1 - i");
    assertThat(coupled.inits()).isEmpty();
    Cell cell = coupled.withLayerNorm().withZoneout("c", 0.1).withRecurrentDropout(0.25);
    assertThat(cell.text()).contains("  c' = zoneout(f * c + i * g, c, 0.1)");
    Cell peephole = cell.with("o = sigmoid(W_o @ x + p_o * c')");
    assertThat(peephole.equations())
        .extracting(Equation::target)
        .containsExactly("hd", "i", "f", "g", "c'", "o", "h'");
  }

  @ParameterizedTest
  @MethodSource("changes")
  void comesOutAs(Change change) {
    assertThat(change.after()).isEqualTo(change.result());
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.cell.CatalogueTest#catalogue")
  void nothingNewGivesAnEqualCell(String name) {
    Cell cell = Cell.named(name);
    assertThat(cell.with("")).isEqualTo(cell);
    assertThat(cell.with(cell.text())).isEqualTo(cell);
    assertThat(cell.with(cell.text().replaceAll(" *#.*", ""))).isEqualTo(cell);
    for (String line : cell.text().replaceAll(" *#.*\\R?", "\n").lines().toList()) {
      assertThat(cell.with(line)).isEqualTo(cell);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.cell.CatalogueTest#catalogue")
  void anyOrderOfTheLinesGivesTheSameEquations(String name) {
    Cell cell = Cell.named(name);
    List<String> lines = cell.text().replaceAll("#.*", "").lines().toList();
    Cell back = cell.with(String.join("\n", lines.reversed()));
    assertThat(back).isEqualTo(cell);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.cell.CatalogueTest#catalogue")
  void layerNormalizationSuitsEveryCell(String name) {
    Cell cell = Cell.named(name);
    if (name.startsWith("lstm-layernorm")) {
      return;
    }
    Cell normalized = cell.withLayerNorm();
    assertThat(Cell.parse(normalized.text())).isEqualTo(normalized);
    assertThat(normalized.with(cell.text())).isEqualTo(cell);
    assertThat(normalized.equations()).hasSameSizeAs(cell.equations());
    assertThatIllegalArgumentException()
        .isThrownBy(normalized::withLayerNorm)
        .withMessage("Every product of " + name + " is layer-normalized already.");
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.cell.CatalogueTest#catalogue")
  void noiseSuitsEveryCell(String name) {
    Cell cell = Cell.named(name);
    List<UnaryOperator<Cell>> noises =
        List.of(
            c -> c.withZoneout(0.1), c -> c.withRecurrentDropout(0.1), c -> c.withDropConnect(0.1));
    Cell all = cell;
    for (UnaryOperator<Cell> noise : noises) {
      try {
        Cell noisy = noise.apply(cell);
        assertThat(Cell.parse(noisy.text())).isEqualTo(noisy).isNotEqualTo(cell);
        assertThat(noisy.with(cell.text())).isEqualTo(cell);
        assertThat(noisy.shapes().parameters())
            .extracting(Shapes.Parameter::name, Shapes.Parameter::kind)
            .containsExactlyElementsOf(
                cell.shapes().parameters().stream().map(p -> tuple(p.name(), p.kind())).toList());
        all = noise.apply(all);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith(name + " has no ");
      }
    }
    assertThat(Cell.parse(all.text())).isEqualTo(all).isNotEqualTo(cell);
    assertThat(cell.withZoneout(0)).isEqualTo(cell);
    assertThat(cell.withRecurrentDropout(2.9e-8)).isEqualTo(cell);
    assertThat(cell.withDropConnect(-0.0)).isEqualTo(cell);
  }

  @Test
  void linesThatAreNull() {
    assertThatNullPointerException()
        .isThrownBy(() -> Cell.named("lstm").with(null))
        .withMessage("with is null; it must be a text.");
  }

  @Test
  void otherSpellings() {
    Cell cell =
        Cell.named("elman")
            .with(
                "\uFEFF# mine\r\nmy−elman(x;\r\n  h)\r\nh′ = σ(\r\n W_h · x − 2 × h)\r\n",
                "--with");
    assertThat(cell.text()).isEqualTo("# mine\nmy-elman(x; h)\n  h' = sigmoid(W_h @ x - 2 * h)\n");
    assertThat(cell.source()).isEqualTo("elman.cell");
  }

  @Test
  void linesOfTheResultAreThoseOfItsText() {
    Cell cell = Cell.named("lstm").with("\n\n\n# one\n# two\ni = 1 - f");
    assertThat(cell.equations()).extracting(Equation::line).containsExactly(4, 7, 8, 9, 10, 11);
    assertThat(cell.text().lines().toList().get(6)).isEqualTo("  i  = 1 - f");
  }

  @Test
  void mistakesAreCountedInTheGivenLines() {
    CellSyntaxException e =
        catchThrowableOfType(
            CellSyntaxException.class,
            () -> Cell.named("lstm").with("# one\r\n  o = sigmoid(gg)", "--with"));
    assertThat(e)
        .hasMessage(
            """
            --with, line 2: 'gg' is not defined. Did you mean 'g'?
                  o = sigmoid(gg)
                              ^\
            """);
    assertThat(e.line()).isEqualTo(2);
    assertThat(e.column()).isEqualTo(15);
  }

  @Test
  void longSumsAndLongChainsTakeNoRecursion() {
    String sum = "h" + " + h".repeat(4_000);
    StringBuilder chain = new StringBuilder("h' = v4000\n");
    for (int i = 4_000; i > 0; i--) {
      chain.append("v" + i + " = v" + (i - 1) + "\n");
    }
    Cell cell = Cell.parse("my(x; h)\n  h' = W_h @ x + " + sum);
    assertThat(cell.withLayerNorm().text()).contains("layernorm(W_h @ x) * gw_h + h + h");
    assertThat(cell.withZoneout(0.5).text()).endsWith(" + h + h, h, 0.5)\n");
    Cell products = Cell.parse("my(x; h)\n  h' = W_h @ x + " + "U_h @ ".repeat(2_000) + "h");
    assertThat(products.withRecurrentDropout(0.5).text()).endsWith("U_h @ U_h @ hd\n");
    assertThat(products.withDropConnect(0.5).text()).endsWith("@ dropconnect(U_h, 0.5) @ h\n");
    Cell chained = cell.with(chain + "v0 = W_v0 @ x");
    assertThat(chained.equations()).hasSize(4_002);
    assertThat(chained.equations().getFirst().name()).isEqualTo("v0");
    assertThat(chained.with("h' = W_h @ x").equations()).hasSize(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> chained.with("v0 = v4000"))
        .withMessageStartingWith("with, line 1: v0 needs v4000, v4000 needs v3999, ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cell.with("#" + "x".repeat(300_000)))
        .withMessageStartingWith("with is too long: the text of a cell has at most");
  }
}
