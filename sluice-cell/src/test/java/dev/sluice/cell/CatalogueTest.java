package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.cell.picture.Latex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every cell of the catalogue; adding a cell adds no test code. */
class CatalogueTest {

  static List<String> catalogue() {
    return Cell.catalogue();
  }

  /** A different number for each size, unless the cell demands two to be equal. */
  static Sizes sizes(Cell cell) {
    boolean equal = cell.inputs().getFirst().size() != null;
    Map<String, Integer> named = new HashMap<>();
    for (String name : cell.shapes().names().subList(2, cell.shapes().names().size())) {
      named.put(name, 2 + 5 * (named.size() + 1));
    }
    return cell.shapes().at(equal ? 5 : 3, 5, named);
  }

  static double[] random(RandomGenerator random, int size) {
    return random.doubles(size, -1, 1).toArray();
  }

  static Map<String, double[]> randomParameters(Cell cell, Sizes sizes, RandomGenerator random) {
    Map<String, double[]> parameters = new HashMap<>();
    for (Shapes.Parameter p : cell.shapes().parameters()) {
      int columns = p.isMatrix() ? sizes.of(p.columns()) : 1;
      parameters.put(p.name(), random(random, sizes.of(p.rows()) * columns));
    }
    return parameters;
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void fileIsInCanonicalForm(String name) throws IOException {
    try (InputStream in = Cell.class.getResourceAsStream("catalogue/" + name + ".cell")) {
      byte[] file = Objects.requireNonNull(in).readAllBytes();
      assertThat(Cell.named(name).text()).isEqualTo(new String(file, StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void isNamedLikeItsFile(String name) {
    Cell cell = Cell.named(name);
    assertThat(cell.name()).isEqualTo(name);
    assertThat(cell.source()).isEqualTo(name + ".cell");
  }

  /** What is shown wherever cells are listed: what it is, who published it, and how it differs. */
  @ParameterizedTest
  @MethodSource("catalogue")
  void saysAboveTheHeaderWhatItIs(String name) {
    List<String> comments =
        Cell.named(name).text().lines().takeWhile(l -> l.startsWith("#")).toList();
    assertThat(comments.get(0)).matches("# [A-Z][^.;]*\\.").hasSizeLessThanOrEqualTo(80);
    assertThat(comments.get(1)).matches("# Source: .* (19|20)\\d\\d, .*\\.");
    assertThat(comments.stream().skip(2))
        .allMatch(l -> l.matches("# (Derives from|Convention): .*\\."));
    comments.stream()
        .filter(l -> l.startsWith("# Derives from: "))
        .map(l -> l.substring("# Derives from: ".length(), l.length() - 1))
        .forEach(other -> assertThat(Cell.named(other)).isNotNull());
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void printingAndParsingIsTheIdentity(String name) {
    Cell cell = Cell.named(name);
    Cell again = Cell.parse(cell.text());
    assertThat(again).isEqualTo(cell).hasSameHashCodeAs(cell);
    assertThat(again.equations()).isEqualTo(cell.equations());
    assertThat(again.inits()).isEqualTo(cell.inits());
    assertThat(again.outputs()).isEqualTo(cell.outputs());
    assertThat(again.digest()).isEqualTo(cell.digest()).matches("[0-9a-f]{16}");
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void digestForgetsCommentsOnly(String name) {
    Cell cell = Cell.named(name);
    Cell bare = Cell.parse(cell.text().replaceAll(" *#.*", "").strip());
    assertThat(bare.digest()).isEqualTo(cell.digest());
    assertThat(Cell.parse(cell.text().replaceFirst("(?m)^[a-z0-9-]+\\(", "other(")).digest())
        .isNotEqualTo(cell.digest());
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void interpreterRunsWithADifferentNumberForEachSize(String name) {
    Cell cell = Cell.named(name);
    Sizes sizes = sizes(cell);
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    Map<String, double[]> parameters = randomParameters(cell, sizes, random);
    long count = parameters.values().stream().mapToLong(p -> p.length).sum();
    long zeros = cell.shapes().parameters().stream().mapToLong(p -> zeros(p, sizes)).sum();
    assertThat(cell.shapes().parameterCount(sizes)).isEqualTo(count - zeros);
    assertThat(cell.shapes().flops(sizes)).isGreaterThan(2 * count / 3);

    Map<String, double[]> inputs = new HashMap<>();
    cell.inputs()
        .forEach(i -> inputs.put(i.name(), random(random, sizes.of(cell.shapes().size(i.name())))));
    Map<String, double[]> states = new HashMap<>();
    cell.states()
        .forEach(s -> states.put(s.name(), random(random, sizes.of(cell.shapes().size(s.name())))));
    Interpreter interpreter = new Interpreter(cell, sizes);
    Map<String, double[]> values = interpreter.step(parameters, inputs, states);
    assertThat(values.values()).allMatch(v -> Arrays.stream(v).allMatch(Double::isFinite));
    for (Cell.State state : cell.states()) {
      assertThat(values.get(state.name() + "'")).hasSameSizeAs(values.get(state.name()));
    }
    assertThat(interpreter.output(values)).hasSize(sizes.of(cell.shapes().outputSize()));
  }

  /** The entries that are zero and no parameters, one by one. */
  private static long zeros(Shapes.Parameter p, Sizes sizes) {
    long zeros = 0;
    int rows = sizes.of(p.rows());
    int columns = p.isMatrix() ? sizes.of(p.columns()) : 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        zeros += p.isZero(row, column, rows, columns) ? 1 : 0;
      }
    }
    return zeros;
  }

  @ParameterizedTest
  @MethodSource("catalogue")
  void latexHasALineForEachEquationAndInputFromBelow(String name) {
    Cell cell = Cell.named(name);
    assertThat(Latex.of(cell))
        .startsWith("\\begin{aligned}\n")
        .endsWith("\n\\end{aligned}\n")
        .hasLineCount(
            2
                + cell.equations().size()
                + (int) cell.inputs().stream().filter(i -> i.below() != null).count()
                + (cell.outputs().getFirst() instanceof Expr.Next n
                        && n.state().equals(cell.states().getFirst().name())
                        && cell.outputs().size() == 1
                    ? 0
                    : 1));
  }

  @Test
  void unknownNamesGetTheNearest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cell.named("lsmt"))
        .withMessage(
            "There is no cell 'lsmt' in the catalogue. Did you mean 'lstm'? './sluice cell list'"
                + " shows all.");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cell.named("../secret"))
        .withMessage(
            "There is no cell '../secret' in the catalogue. './sluice cell list' shows all.");
  }
}
