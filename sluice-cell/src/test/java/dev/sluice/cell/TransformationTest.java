package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
