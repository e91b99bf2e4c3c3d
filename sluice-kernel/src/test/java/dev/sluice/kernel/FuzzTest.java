package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellSyntaxException;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import dev.sluice.cell.Steps;
import dev.sluice.cell.picture.Latex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Random texts through the parser and random cells through the contract: a few in every build, with
 * a fixed seed. Many, in a JVM of 256 MiB:
 *
 * <pre>
 * mvn -pl sluice-kernel -am test -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false
 *     "-DargLine=-XX:+UseSerialGC -Xmx256m --add-modules jdk.incubator.vector"
 *     -Dfuzz.texts=100000 -Dfuzz.cells=1000 -Dfuzz.seed=1
 * </pre>
 *
 * <p>A failure names the seed of its text, {@code RandomTexts.any(seed)} or {@code
 * RandomCells.valid(seed)}, and shows the text.
 */
class FuzzTest {

  private static final int TEXTS = Integer.getInteger("fuzz.texts", 3_000);
  private static final int CELLS = Integer.getInteger("fuzz.cells", 10);
  private static final long SEED = Long.getLong("fuzz.seed", 1);

  /** Only the long run is timed: short times say more about the machine than about the text. */
  private static final boolean TIMED = System.getProperty("fuzz.texts") != null;

  /** Of the contract; a {@code layernorm} in another leaves less of what it was made from. */
  private static final double FLOOR = 1e-2;

  /** Texts of which one has its kernel run, too. */
  private static final int RUN = 20;

  private static final int MESSAGE = 2_000;

  @Test
  void everyTextIsReadOrRefused() {
    List<String> failures = new ArrayList<>();
    int read = 0;
    for (int i = 0; i < TEXTS; i++) {
      long seed = SEED * 1_000_000_000 + i;
      String text = RandomTexts.any(seed);
      boolean[] isCell = new boolean[1];
      Executable check = () -> isCell[0] = isRead(text, seed);
      try {
        if (TIMED) {
          Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), check);
        } else {
          check.execute();
        }
      } catch (Throwable e) {
        failures.add(failure(seed, text, e));
      }
      read += isCell[0] ? 1 : 0;
    }
    System.out.printf("fuzz: %,d texts, %,d of them cells%n", TEXTS, read);
    none(failures);
    assertThat(read).isBetween(TEXTS / 5, TEXTS * 9 / 10);
  }

  /**
   * What is equal in bits is so for every cell. The limits of what is not are wider than for a cell
   * that somebody wrote, ten times for the derivative, a hundred for floats, and {@link #FLOOR}:
   * among many random cells some cancel nearly all of what they add up, as {@code layernorm} does
   * over two units, and lose digits that way. A mistake costs more than that.
   */
  @Test
  void everyValidCellHoldsTheContract() {
    List<String> failures = new ArrayList<>();
    int passed = 0;
    for (int i = 0; i < CELLS; i++) {
      long seed = SEED * 1_000_000_000 + i;
      String text = RandomCells.valid(seed);
      try {
        CellContract contract = CellContract.check(Cell.parse(text), FLOOR, true);
        assertThat(contract.differences()).isEmpty();
        assertThat(contract.gradientError()).isLessThan(10 * CellContract.GRADIENT_LIMIT);
        assertThat(contract.kernelError()).isLessThan(100 * CellContract.KERNEL_LIMIT);
        passed += contract.passed() ? 1 : 0;
      } catch (Throwable e) {
        failures.add(failure(seed, text, e));
      }
    }
    System.out.printf("fuzz: %,d cells, %,d of them within the limits%n", CELLS, passed);
    none(failures);
  }

  /** All failures at once, as a long run is dear; the longest texts cut. */
  private static void none(List<String> failures) {
    if (!failures.isEmpty()) {
      fail(failures.size() + " failures\n" + String.join("\n", failures));
    }
  }

  private static String failure(long seed, String text, Throwable e) {
    String trace =
        Arrays.stream(e.getStackTrace())
            .limit(8)
            .map(at -> "    at " + at)
            .reduce("", (a, b) -> a + b + "\n");
    String shown = text.length() <= 4_000 ? text : text.substring(0, 4_000) + "…";
    return "seed " + seed + ": " + e + "\n" + trace + shown + "\n";
  }

  /** Whether it is a cell; if not, the message says where and what to do. */
  private static boolean isRead(String text, long seed) {
    Cell cell;
    try {
      cell = Cell.parse(text, "my.cell");
    } catch (CellSyntaxException e) {
      refused(text, e);
      return false;
    }
    Cell again = Cell.parse(cell.text(), "my.cell");
    assertThat(again.text()).isEqualTo(cell.text());
    assertThat(again.digest()).isEqualTo(cell.digest());
    assertThat(Latex.of(cell)).isNotEmpty();
    assertThat(Steps.of(cell).toString()).isNotEmpty();
    if (seed % RUN == 0) {
      run(cell);
    }
    return true;
  }

  private static void refused(String text, CellSyntaxException e) {
    assertThat(e).message().hasSizeLessThan(MESSAGE);
    String first = e.getMessage().lines().findFirst().orElseThrow();
    // A next step that is an equation to complete ends with …
    assertThat(first).matches(".*[.?…]");
    if (e.line() == 0) {
      assertThat(first).startsWith("my.cell is too long");
      return;
    }
    assertThat(first).startsWith("my.cell, line " + e.line() + ": ");
    assertThat(e.getMessage().lines().count()).isIn(1L, 3L);
    assertThat(e.getMessage().chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
    String[] lines = text.split("\r\n|\r|\n", -1);
    assertThat(e.line()).isBetween(1, lines.length);
    assertThat(e.column()).isBetween(1, lines[e.line() - 1].length() + 1);
  }

  /** Forward and back on one row; whether the numbers are right is the contract's question. */
  private static void run(Cell cell) {
    Shapes shapes = cell.shapes();
    int input = cell.shapes().inputIsHidden() ? 3 : 2;
    Sizes sizes = shapes.at(input, 3, Map.of());
    if (shapes.parameterCount(sizes) > 100_000) {
      return;
    }
    Kernel kernel = Kernel.of(cell, sizes);
    float[][] parameters = new float[shapes.parameters().size()][];
    for (int i = 0; i < parameters.length; i++) {
      Shapes.Parameter p = shapes.parameters().get(i);
      parameters[i] = new float[sizes.of(p.rows()) * (p.isMatrix() ? sizes.of(p.columns()) : 1)];
    }
    Weights weights = kernel.weights();
    weights.pack(parameters, Workers.single(), true);
    Tape tape = kernel.tape();
    int[] stateSizes = kernel.stateSizes();
    float[][] states = Arrays.stream(stateSizes).mapToObj(float[]::new).toArray(float[][]::new);
    float[] output = new float[2 * kernel.outputSize()];
    float[][] inputs =
        cell.inputs().stream()
            .map(i -> new float[2 * sizes.of(shapes.size(i.name()))])
            .toArray(float[][]::new);
    kernel.run(weights, tape, Workers.single(), true, 2, 1, null, inputs, states, output);
    kernel.backward(weights, tape, Workers.single(), output, inputs, parameters, states);
  }
}
