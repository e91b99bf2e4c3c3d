package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.cell.picture.Latex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large and hostile texts: each is read or refused in bounded time and memory. */
@Timeout(30)
class LimitsTest {

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> Cell.parse(text, "my.cell"))
        .isInstanceOf(CellSyntaxException.class)
        .hasMessageStartingWith(message)
        .message()
        .hasSizeLessThan(800);
  }

  private static String many(int count, String separator, String format) {
    return IntStream.range(0, count)
        .mapToObj(i -> format.replace("#", Integer.toString(i)))
        .collect(Collectors.joining(separator));
  }

  @Test
  void sumsAreAsLongAsTheLimitOfNodes() {
    // 4,997 terms and two nodes each, less one; W_h @ x has three
    Cell cell = Cell.parse("my(x; h)\n  h' = W_h @ x" + " + h".repeat(4_998));
    assertThat(Cell.parse(cell.text())).isEqualTo(cell);
    assertThat(Latex.of(cell)).hasSizeGreaterThan(4_998 * 8);
    Sizes sizes = cell.shapes().at(1, 1, Map.of());
    assertThat(cell.shapes().flops(sizes)).isEqualTo(5_000);
    double[] one = {1};
    assertThat(
            new Interpreter(cell, sizes)
                .step(Map.of("W_h", one), Map.of("x", one), Map.of("h", one))
                .get("h'"))
        .containsExactly(4_999);
    refused(
        "my(x; h)\n  h' = W_h @ x" + " + h".repeat(4_999),
        "my.cell, line 2: a cell has at most 10,000 names, numbers and operations; here it has"
            + " more.");
  }

  @Test
  void chainsOfMinusAndProductsNeedNoStack() {
    Cell minus = Cell.parse("my(x; h)\n  h' = W_h @ x + " + "-".repeat(9_000) + "h");
    assertThat(Cell.parse(minus.text())).isEqualTo(minus);
    Cell products = Cell.parse("my(x; h)\n  h' = W_h @ x + " + "U_h @ ".repeat(4_000) + "h");
    assertThat(Cell.parse(products.text())).isEqualTo(products);
    Cell factors = Cell.parse("my(x; h)\n  h' = (W_h @ x)" + " * h / h".repeat(2_400));
    assertThat(Cell.parse(factors.text())).isEqualTo(factors);
    refused(
        "my(x; h)\n  h' = W_h @ x + " + "-".repeat(200_000) + "h",
        "my.cell, line 2: a cell has at most 10,000 names");
  }

  @Test
  void nesting() {
    String start = "my(x; h)\n  h' = W_h @ x + ";
    Cell cell = Cell.parse(start + "tanh(".repeat(200) + "h" + ")".repeat(200));
    assertThat(Cell.parse(cell.text())).isEqualTo(cell);
    String message =
        "my.cell, line 2: parentheses are nested more than 200 deep. Give an inner part a name of"
            + " its own.";
    refused(start + "(".repeat(201) + "h" + ")".repeat(201), message);
    refused(start + "[h,".repeat(80_000), message);
    refused(start + "(".repeat(250_000), message);
  }

  @Test
  void length() {
    String cell = "my(x; h)\n  h' = tanh(W_h @ x)\n";
    Cell longest = Cell.parse(cell + "#".repeat(262_144 - cell.length()));
    assertThat(Cell.parse(longest.text())).isEqualTo(longest);
    String message = "my.cell is too long: the text of a cell has at most 262,144 bytes (256 KiB).";
    refused(cell + "#".repeat(262_145 - cell.length()), message);
    refused(cell + "#" + "é".repeat(131_072), message);
    Cell lines = Cell.parse("#\n".repeat(50_000) + cell + "#\n".repeat(80_000));
    assertThat(Cell.parse(lines.text())).isEqualTo(lines);
    // a text whose canonical form could not be read again
    String tight = "my(x;h)\nh'=" + "h+".repeat(4_990) + "W_h@x\n";
    refused(tight + "#\n".repeat((262_144 - tight.length()) / 2), message);
  }

  @Test
  void manyNames() {
    Cell cell =
        Cell.parse(
            "my(x; "
                + many(2_000, ", ", "s#")
                + ")\n"
                + many(2_000, "\n", "s#' = W_s# @ x")
                + "\n"
                + many(2_000, "\n", "init W_s# = 1"));
    assertThat(Cell.parse(cell.text())).isEqualTo(cell);
    refused(
        "my(x; " + many(20_000, ", ", "s#") + ")\n  s0' = s12345x",
        "my.cell, line 2: 's12345x' is not defined. Did you mean");
    refused(
        "my(x; " + many(300, ", ", "s#[p#]") + ")\n  s0' = W_s0 @ x",
        "my.cell, line 1: a cell has at most 100 named sizes.");
  }

  @Test
  void sizesThatGrow() {
    String doubling = many(31, "\n", "v# = [u#, u#]").replace("u0", "h");
    for (int i = 30; i > 0; i--) {
      doubling = doubling.replace("u" + i, "v" + (i - 1));
    }
    refused(
        "my(x; h)\n" + doubling + "\n  h' = W_h @ [x, v30]",
        "my.cell, line 32: this list has more than 2³¹−1 parts of one size.");
    String growing =
        "v0 = [h, x]\n"
            + IntStream.range(1, 2_000)
                .mapToObj(i -> "v" + i + " = [v" + (i - 1) + ", x]")
                .collect(Collectors.joining("\n"));
    Cell cell = Cell.parse("my(x; h)\n" + growing + "\n  h' = W_h @ v1999");
    assertThat(cell.shapes().size("v1999")).hasToString("hidden + 2000 input");
  }

  @Test
  void hostileTextsAreRefused() {
    refused("\u0000".repeat(200_000), "my.cell, line 1: unexpected character U+0000.");
    refused("(".repeat(200_000), "my.cell, line 1: a cell begins with its header");
    refused("a".repeat(200_000), "my.cell, line 1: 'aaaa");
    refused("a-".repeat(100_000), "my.cell, line 1: 'a-a-");
    refused("\n".repeat(200_000), "my.cell, line 1: there is no cell here.");
    refused("my(x; h)\n  h' = " + "1".repeat(200_000), "my.cell, line 2: 1111");
    refused("my(x; h)\n  h' = 1e" + "9".repeat(200_000), "my.cell, line 2: 1e99");
    refused("my(x; h)\n  init " + "h,".repeat(100_000), "my.cell, line 2: the line ends");
    refused("my(x; h)\n  init h = 1\n".repeat(9_000), "my.cell, line 3: ");
    refused("my(" + "x,".repeat(100_000), "my.cell, line 1: x is already an input");
  }

  /** Catalogue texts with a few bytes changed: an answer, and never anything but a message. */
  @Test
  void mutatedTexts() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_121);
    List<byte[]> texts =
        Cell.catalogue().stream()
            .map(name -> Cell.named(name).text().getBytes(StandardCharsets.UTF_8))
            .toList();
    byte[] likely = "()[],;=+-*/@'#_xhcWUb01.e \n".getBytes(StandardCharsets.UTF_8);
    int read = 0;
    for (int i = 0; i < 4_000; i++) {
      byte[] bytes = texts.get(random.nextInt(texts.size())).clone();
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        boolean any = random.nextInt(4) == 0;
        bytes[random.nextInt(bytes.length)] =
            any ? (byte) random.nextInt() : likely[random.nextInt(likely.length)];
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      try {
        Cell cell = Cell.parse(text, "my.cell");
        assertThat(Cell.parse(cell.text()).text()).isEqualTo(cell.text());
        read++;
      } catch (CellSyntaxException e) {
        assertThat(e).message().startsWith("my.cell, line ").hasSizeLessThan(800);
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed text " + i + ":\n" + text, e);
      }
    }
    assertThat(read).isBetween(400, 3_600);
  }
}
