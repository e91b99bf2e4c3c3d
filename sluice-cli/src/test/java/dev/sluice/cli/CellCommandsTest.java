package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Steps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class CellCommandsTest {

  @TempDir Path temp;

  @Test
  void listNamesEachCellWithItsSource() {
    String out = Run.here("cell list").succeeded().out();
    assertThat(out.lines()).hasSize(1 + Cell.catalogue().size());
    assertThat(out)
        .containsPattern("elman +h +Simple recurrent network: .* a second input +Elman 1990\n")
        .containsPattern("gru +h +Gated recurrent unit, reset after .* +Cho et al. 2014\n");
    assertThat(Run.here("cell list --json").succeeded().out().lines())
        .hasSize(Cell.catalogue().size())
        .first()
        .isEqualTo(
            "{\"cell\":\"elman\",\"states\":[\"h\"],\"meaning\":\"Simple recurrent network: the"
                + " last hidden units are a second input\",\"source\":\"Elman 1990, Finding"
                + " structure in time, Cognitive Science 14\"}");
  }

  @Test
  void showPrintsTheTextAndCounts() {
    assertThat(Run.here("cell show elman --input 3 --hidden 4").succeeded().out())
        .isEqualTo(
            Cell.named("elman").text()
                + """

                # At input 3, hidden 4: 32 numbers in 3 parameters, 68 floating-point operations per step.
                # With n = input, h = hidden: h² + h·n + h numbers; 2·h² + 2·h·n + 3·h operations.
                """);
  }

  /** {@code cell show lstm > fork.cell} begins a cell of one's own. */
  @Test
  void whatShowPrintsIsACell() {
    for (String name : Cell.catalogue()) {
      Cell printed = Cell.parse(Run.here("cell show " + name).succeeded().out());
      assertThat(printed.digest()).isEqualTo(Cell.named(name).digest());
    }
    assertThat(
            Run.here("cell show elman --with", "elman(x[hidden]; h)\n h' = x + b_h")
                .succeeded()
                .out())
        .contains(" numbers in 1 parameter, ");
  }

  @Test
  void showParameters() {
    assertThat(
            Run.here("cell show lstm-projected --params --input 10 --hidden 20 --size p=5")
                .succeeded()
                .out())
        .startsWith(
            """
            parameter  shape                    numbers  kind       starts as
            W_i        hidden × input  20 × 10      200  input
            U_i        hidden × p      20 × 5       100  recurrent
            b_i        hidden          20            20  bias
            W_f        hidden × input  20 × 10      200  input
            U_f        hidden × p      20 × 5       100  recurrent
            b_f        hidden          20            20  bias       1
            """)
        .endsWith("\n\nWith n = input, h = hidden: 4·h·n + 5·h·p + 4·h.\n");
  }

  /** Blocks below the diagonal are no parameters; a state of the layer below is an input. */
  @Test
  void showACellWithUpperAndBelow() throws Exception {
    Path file =
        Files.writeString(
            temp.resolve("my.cell"),
            """
            my(x, e = below(h); h, m)
              s  = clock(1, 2, 4, 8)
              n  = tanh(W_n @ x + upper(U_n, 4) @ h + v_n * e)
              h' = s * n + (1 - s) * h
              m' = max(m, h)
              init m = -1e30
            """);
    String small = " --input 3 --hidden 8";
    assertThat(Run.here("cell show " + file + " --params" + small).succeeded().out())
        .isEqualTo(
            """
            parameter  shape                            numbers  kind       starts as
            W_n        hidden × input            8 × 3       24  input
            U_n        hidden × hidden, upper 4  8 × 8       40  recurrent
            v_n        hidden                    8            8  peephole
            all                                              72

            With n = input, h = hidden: 5/8·h² + h·n + h, exact where 4 divides the rows and columns of U_n.
            """);
    var facts = new JsonMapper().readTree(Run.here("cell show " + file + " --json" + small).out());
    assertThat(facts.get("inputs").toString())
        .isEqualTo(
            "[{\"name\":\"x\",\"below\":null,\"size\":\"input\",\"units\":3},"
                + "{\"name\":\"e\",\"below\":\"h\",\"size\":\"hidden\",\"units\":8}]");
    assertThat(facts.get("states").get(1).toString())
        .isEqualTo("{\"name\":\"m\",\"size\":\"hidden\",\"units\":8,\"start\":\"-1e30\"}");
    assertThat(facts.get("parameters").get(1).toString())
        .isEqualTo(
            "{\"name\":\"U_n\",\"shape\":[8,8],\"sizes\":\"hidden × hidden, upper"
                + " 4\",\"count\":40,\"formula\":\"5/8·h²\",\"kind\":\"recurrent\",\"init\":\"\"}");
  }

  /** As one object, what the other views print one by one. */
  @Test
  void jsonHasAllViews() {
    var facts = new JsonMapper().readTree(Run.here("cell show gru --json").succeeded().out());
    for (String view : new String[] {"latex", "steps", "gradients", "svg"}) {
      assertThat(facts.get(view).asString())
          .as(view)
          .isEqualTo(Run.here("cell show gru --" + view).succeeded().out());
    }
    assertThat(facts.get("text").asString()).isEqualTo(Cell.named("gru").text());
    assertThat(facts.get("equations").get(3).asString()).isEqualTo("h' = z * h + (1 - z) * n");
    assertThat(facts.get("numbersFormula").asString()).isEqualTo("3·h² + 3·h·n + 4·h");
    assertThat(facts.get("numbers").asLong()).isEqualTo(3 * 128 * (64 + 128) + 4 * 128);
    assertThat(facts.get("flopsFormula").asString()).startsWith("6·h² + 6·h·n + ");
    assertThat(facts.get("plan").asString())
        .isEqualTo(
            "In the loop over time: carrying h, 2 products: with U_r, U_z; with U_n. For all steps"
                + " at once: products with W_r, W_z, W_n.");
  }

  /** A formula in more sizes than anybody reads is left out, and takes no memory. */
  @Test
  void aTextWithManySizesHasNoFormula() throws Exception {
    String states =
        IntStream.range(0, 40)
            .mapToObj(i -> "s%1$d[n%1$d]".formatted(i))
            .collect(Collectors.joining(", "));
    String updates =
        IntStream.range(0, 40)
            .mapToObj(i -> "  s%1$d' = s%1$d + 1\n".formatted(i))
            .collect(Collectors.joining());
    Path file =
        Files.writeString(
            temp.resolve("my.cell"),
            "my(x; " + states + ")\n  u = W_u @ x\n" + updates + "  out u\n");
    assertThat(Run.here("cell show " + file).succeeded().out().lines().toList().getLast())
        .startsWith("# At input 64, hidden 128, n0 128, ");
  }

  @Test
  void showDrawsACell() {
    String one = Run.here("cell show lstm --svg").succeeded().out();
    String three = Run.here("cell show lstm --svg --unroll 3").succeeded().out();
    assertThat(one).startsWith("<svg").endsWith("</svg>\n").hasSizeLessThan(three.length());
  }

  /** In one order, whatever the order of the options. */
  @Test
  void showACellThatIsChanged() {
    String changed =
        Run.here(
                "cell show lstm --zoneout c=0.5,h=0.05 --recurrent-dropout 0.25 --layernorm"
                    + " --with",
                "f = 1 - i",
                "--with",
                "i = sigmoid(W_i @ x + U_i @ h)",
                "--dropconnect")
            .succeeded()
            .out();
    Cell cell =
        Cell.named("lstm")
            .with("f = 1 - i")
            .with("i = sigmoid(W_i @ x + U_i @ h)")
            .withLayerNorm()
            .withDropConnect(0.5)
            .withRecurrentDropout(0.25)
            .withZoneout("c", 0.5)
            .withZoneout("h", 0.05);
    assertThat(changed).startsWith(cell.text() + "\n# At input 64");
    assertThat(Run.here("cell show lstm --dropconnect 0.1 --steps").succeeded().out())
        .isEqualTo(Steps.of(Cell.named("lstm").withDropConnect(0.1)).toString());
  }

  @Test
  void checkAndTraceACellThatIsChanged() {
    assertThat(Run.here("cell check elman --zoneout 0.1 --dropconnect").succeeded().out())
        .containsPattern("elman .* yes\n");
    assertThat(Run.here("cell trace elman --zoneout 0.5 --with", "h' = W_h @ x").succeeded().out())
        .contains("\nNoise is replaced by its expectation, as in inference.\n")
        .doesNotContain("U_h");
  }

  @Test
  void showOtherViews() {
    assertThat(Run.here("cell show elman --latex").succeeded().out())
        .isEqualTo(
            """
            \\begin{aligned}
            h_t &= \\tanh(W_{h} x_t + U_{h} h_{t-1} + b_{h})
            \\end{aligned}
            """);
    assertThat(Run.here("cell show elman --steps").succeeded().out())
        .startsWith("all steps at once\n  product\n");
    assertThat(Run.here("cell show elman --gradients").succeeded().out()).contains("U_hᵀ");
    assertThat(Run.here("cell show elman --json").succeeded().out())
        .startsWith("{\"cell\":\"elman\",\"text\":\"# Simple");
  }

  @Test
  void traceFollowsACellByHand() {
    assertThat(Run.here("cell trace elman --input", "1 0; 0 1").succeeded().out())
        .isEqualTo(
            """
            elman at input 2, hidden 2.
            The loss is the sum of all that leaves the cell (h'), over all steps: 0.4562.

            parameter  value               gradient of the loss
            W_h          -0.3000   0.2000     1.2976   0.8008
                          0.0000  -0.2000     0.9297   0.9919
            U_h           0.0000  -0.2000     0.0000   0.0798
                          0.3000   0.1000     0.0000   0.0989
            b_h           0.3000   0.1000     2.0984   1.9216

            step 1     value               gradient of the loss
            x             1.0000   0.0000    -0.3893   0.0736
            h             0.0000   0.0000     0.2789  -0.1665
            h'            0.0000   0.0997     1.2976   0.9390

            step 2     value               gradient of the loss
            x             0.0000   1.0000    -0.2402  -0.0382
            h             0.0000   0.0997     0.2976  -0.0610
            h'            0.4463  -0.0898     1.0000   1.0000
            """);
  }

  /** What is left out of a matrix is no parameter: 0, with gradient 0. */
  @Test
  void traceShowsOfUpperWhatIsUsed() {
    String trace = "cell trace clockwork --hidden 4 --input";
    assertThat(Run.here(trace, "1 0; 0 1").succeeded().out())
        .contains(
            """
            U_n           0.0000  -0.2000   0.3000   0.1000     0.0000   0.0783   0.1550  -0.2985
                          0.0000  -0.3000   0.2000   0.0000     0.0000   0.0000   0.0000   0.0000
                          0.0000   0.0000   0.1000  -0.1000     0.0000   0.0000   0.0000   0.0000
                          0.0000   0.0000   0.0000  -0.2000     0.0000   0.0000   0.0000   0.0000
            """);
    var json = new JsonMapper().readTree(Run.here(trace, "1 0; 0 1", "--json").out());
    var matrix = json.get("parameters").get("U_n");
    assertThat(matrix.get("value").get(4).asDouble()).isZero();
    assertThat(matrix.get("gradient").get(4).asDouble()).isZero();
  }

  /**
   * What the equations of the last step say of each other's gradients, from the printed figures.
   */
  @Test
  void traceHasTheGradientOfEveryName() throws Exception {
    var trace =
        new JsonMapper().readTree(Run.here("cell trace lstm --json --seed 3").succeeded().out());
    var last = trace.get("steps").get(1);
    for (String name : new String[] {"x", "h", "c", "i", "f", "g", "o", "c'", "h'"}) {
      assertThat(last.get(name).get("gradient").size()).as(name).isEqualTo(2);
    }
    for (int unit = 0; unit < 2; unit++) {
      double c = last.get("c'").get("value").get(unit).asDouble();
      double o = last.get("o").get("value").get(unit).asDouble();
      double g = last.get("g").get("value").get(unit).asDouble();
      double f = last.get("f").get("value").get(unit).asDouble();
      double dc = o * (1 - Math.tanh(c) * Math.tanh(c));
      var close = org.assertj.core.api.Assertions.within(1e-12);
      assertThat(gradient(last, "o", unit)).isCloseTo(Math.tanh(c), close);
      assertThat(gradient(last, "c'", unit)).isCloseTo(dc, close);
      assertThat(gradient(last, "i", unit)).isCloseTo(dc * g, close);
      assertThat(gradient(last, "c", unit)).isCloseTo(dc * f, close);
    }
  }

  private static double gradient(tools.jackson.databind.JsonNode step, String name, int unit) {
    return step.get(name).get("gradient").get(unit).asDouble();
  }

  @Test
  void mistakesOfAUsersFileAreShownInPlace() throws Exception {
    Path file =
        Files.writeString(temp.resolve("my.cell"), "my(x; h)\n  h' = tanh(W_h @ x + U_h @ hh)\n");
    Run.here("cell show", file.toString())
        .refused(
            """
            my.cell, line 2: 'hh' is not defined. Did you mean 'h'?
                  h' = tanh(W_h @ x + U_h @ hh)
                                            ^\
            """);
    Files.write(file, new byte[] {'m', (byte) 0xFF, 'y'});
    Run.here("cell check", file.toString())
        .refused(
            "my.cell is not a text in UTF-8. A cell is a page of equations: is this the right"
                + " file?");
  }

  @Test
  void checkJudgesAUsersFile() throws Exception {
    Path file =
        Files.writeString(temp.resolve("my.cell"), "my(x; h)\n  h' = tanh(W_h @ x + U_h @ h)\n");
    String out = Run.here("cell check", file.toString()).succeeded().out();
    assertThat(out.lines().toList().get(1))
        .matches("my +\\d\\.\\de-\\d\\d +\\d\\.\\de-\\d\\d  yes");
    Files.writeString(file, "my(x; h)\n  h' = log(W_h @ x) + U_h @ h\n");
    Run run = Run.here("cell check", file.toString());
    assertThat(run.out().lines().toList().get(1)).isEqualTo("my    not finite  FAILED");
    assertThat(run.err())
        .isEqualTo(
            "my gives values or gradients that are NaN or infinite, which nothing can be compared"
                + " with; './sluice cell trace' shows how its equations come to them.\n");
    assertThat(run.status()).isEqualTo(1);
  }
}
