package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cells of the catalogue compute what their papers say.
 *
 * <p>All numbers here were made without Sluice: each cell was written once more in Python, from the
 * equations as the papers have them, in their notation, with {@code math.exp} and {@code math.tanh}
 * in double precision, and the results were copied. Where it is possible they take another way:
 * minLSTM as a quotient of two sigmoids, sLSTM with its exponentials as they are instead of
 * stabilized ones.
 */
class CatalogueValuesTest {

  private static final double[] NONE = {};

  /** One unit, one input: the cell, all that is given, all that is expected after one step. */
  private static final String ONE_UNIT =
      """
      indrnn
        W_h=0.7 u_h=-0.4 b_h=0.3 x=1.5 h=2.0
        = h'=0.550000000
      indrnn
        W_h=-0.7 u_h=-0.4 b_h=0.3 x=1.5 h=2.0
        = h'=0.000000000
      lstm-1997
        W_i=0.5 U_i=-0.6 A_i=0.7 B_i=-0.8 b_i=0.1 W_g=0.9 U_g=0.4 A_g=-0.3 B_g=0.2
        W_o=-0.5 U_o=0.3 A_o=0.6 B_o=0.8 b_o=-0.2 x=0.7 h=0.4 c=-0.9 i=0.25 o=0.65
        = i'=0.466301165 g=0.798068911 o'=0.559713649 c'=-0.527859538 h'=-0.144387925
      lstm-peephole
        W_i=0.4 U_i=-0.7 p_i=0.3 b_i=0.2 W_f=-0.5 U_f=0.6 p_f=0.9 b_f=1.0 W_g=0.8
        U_g=0.5 b_g=0.7 W_o=0.35 U_o=-0.45 p_o=0.55 b_o=0.15 x=0.6 h=-0.5 c=0.75
        = c'=1.095414066 h'=0.612147189
      lstm-nig
        W_f=-0.5 U_f=0.6 p_f=0.9 b_f=1.0 W_g=0.8 U_g=0.5 b_g=0.7 W_o=0.35 U_o=-0.45
        p_o=0.55 b_o=0.15 x=0.6 h=-0.5 c=0.75
        = c'=1.289753857 h'=0.674264950
      lstm-nfg
        W_i=0.4 U_i=-0.7 p_i=0.3 b_i=0.2 W_g=0.8 U_g=0.5 b_g=0.7 W_o=0.35 U_o=-0.45
        p_o=0.55 b_o=0.15 x=0.6 h=-0.5 c=0.75
        = c'=1.286254105 h'=0.673264016
      lstm-cifg
        W_i=0.4 U_i=-0.7 p_i=0.3 b_i=0.2 W_g=0.8 U_g=0.5 b_g=0.7 W_o=0.35 U_o=-0.45
        p_o=0.55 b_o=0.15 x=0.6 h=-0.5 c=0.75
        = c'=0.735755968 h'=0.456786292
      lstm-nog
        W_i=0.4 U_i=-0.7 p_i=0.3 b_i=0.2 W_f=-0.5 U_f=0.6 p_f=0.9 b_f=1.0 W_g=0.8
        U_g=0.5 b_g=0.7 x=0.6 h=-0.5 c=0.75
        = c'=1.095414066 h'=0.798845690
      lstm-niaf
        W_i=0.4 U_i=-0.7 p_i=0.3 b_i=0.2 W_f=-0.5 U_f=0.6 p_f=0.9 b_f=1.0 W_g=0.8
        U_g=0.5 b_g=0.7 W_o=0.35 U_o=-0.45 p_o=0.55 b_o=0.15 x=0.6 h=-0.5 c=0.75
        = c'=1.241777651 h'=0.660185539
      lstm-noaf
        W_i=0.4 U_i=-0.7 p_i=0.3 b_i=0.2 W_f=-0.5 U_f=0.6 p_f=0.9 b_f=1.0 W_g=0.8
        U_g=0.5 b_g=0.7 W_o=0.35 U_o=-0.45 p_o=0.55 b_o=0.15 x=0.6 h=-0.5 c=0.75
        = c'=1.095414066 h'=0.839404468
      lstm-np
        W_i=0.4 U_i=-0.7 b_i=0.2 W_f=-0.5 U_f=0.6 b_f=1.0 W_g=0.8 U_g=0.5 b_g=0.7
        W_o=0.35 U_o=-0.45 b_o=0.15 x=0.6 h=-0.5 c=0.75
        = c'=0.951541117 h'=0.475548882
      lstm
        W_i=0.4 U_i=-0.7 b_i=0.2 W_f=-0.5 U_f=0.6 b_f=1.0 W_g=0.8 U_g=0.5 b_g=0.7
        W_o=0.35 U_o=-0.45 b_o=0.15 x=0.6 h=-0.5 c=0.75
        = c'=0.951541117 h'=0.475548882
      lstm-coupled
        W_i=0.4 U_i=-0.7 b_i=0.2 W_g=0.8 U_g=0.5 b_g=0.7 W_o=0.35 U_o=-0.45 b_o=0.15
        x=0.6 h=-0.5 c=0.75
        = c'=0.736651874 h'=0.402745925
      lstm-fgr
        W_i=0.4 U_i=-0.7 p_i=0.3 b_i=0.2 W_f=-0.5 U_f=0.6 p_f=0.9 b_f=1.0 W_g=0.8
        U_g=0.5 b_g=0.7 W_o=0.35 U_o=-0.45 p_o=0.55 b_o=0.15 Ui_i=0.11 Uf_i=-0.22
        Uo_i=0.33 Ui_f=-0.44 Uf_f=0.55 Uo_f=-0.66 Ui_o=0.77 Uf_o=-0.88 Uo_o=0.99 x=0.6
        h=-0.5 c=0.75 i=0.2 f=0.9 o=0.6
        = i'=0.738270739 f'=0.747627747 o'=0.758789298 c'=1.100096906 h'=0.607436501
      gru
        W_r=0.6 U_r=-0.5 b_r=0.2 W_z=-0.4 U_z=0.7 b_z=-0.3 W_n=0.9 U_n=0.8 b_n=0.1
        b2_n=0.25 x=0.7 h=-0.6
        = r=0.715042106 z=0.268941421 n=0.512076541 h'=0.212993096
      gru-v3
        W_r=0.6 U_r=-0.5 b_r=0.2 W_z=-0.4 U_z=0.7 b_z=-0.3 W_n=0.9 U_n=0.8 b_n=0.1 x=0.7
        h=-0.6
        = r=0.715042106 z=0.268941421 n=0.368580797 h'=0.108089301
      mgu
        W_f=0.6 U_f=-0.5 b_f=0.2 W_n=0.9 U_n=0.8 b_n=0.1 x=0.7 h=-0.6
        = f=0.715042106 n=0.368580797 h'=0.092576053
      mut1
        W_r=0.6 U_r=-0.5 b_r=0.2 W_z=-0.4 b_z=-0.3 U_n=0.8 b_n=0.1 x=0.7 h=-0.6
        = z=0.358932594 r=0.715042106 n=0.346224441 h'=-0.260369207
      mut2
        U_r=-0.5 b_r=0.2 W_z=-0.4 U_z=0.7 b_z=-0.3 W_n=0.9 U_n=0.8 b_n=0.1 x=0.7 h=-0.6
        = z=0.268941421 r=0.768524783 n=0.346189709 h'=-0.345530395
      mut3
        W_r=0.6 U_r=-0.5 b_r=0.2 W_z=-0.4 U_z=0.7 b_z=-0.3 W_n=0.9 U_n=0.8 b_n=0.1 x=0.7
        h=-0.6
        = z=0.277692874 r=0.715042106 n=0.368580797 h'=-0.331032015
      depth-gated
        W_i=0.4 U_i=-0.7 p_i=0.3 b_i=0.2 W_f=-0.5 U_f=0.6 p_f=0.9 b_f=1.0 W_g=0.8
        U_g=0.5 b_g=0.7 W_o=0.35 U_o=-0.45 p_o=0.55 b_o=0.15 W_d=-0.25 p_d=0.65
        q_d=-0.85 b_d=0.05 x=0.6 h=-0.5 c=0.75 e=-1.25
        = d=0.809998434 c'=0.082916023 h'=0.053989512
      scrn
        W_s=0.8 W_h=-0.6 V_h=0.9 U_h=0.4 x=1.5 h=0.3 s=-2.0
        = s'=-1.840000000 h'=0.080468389
      ugrnn
        W_g=0.6 U_g=-0.5 b_g=0.2 W_n=0.9 U_n=0.8 b_n=0.1 x=0.7 h=-0.6
        = g=0.715042106 n=0.244918662 h'=-0.359233757
      ran
        W_n=0.9 W_i=0.6 U_i=-0.5 b_i=0.2 W_f=-0.4 U_f=0.7 b_f=-0.3 x=0.7 h=-0.6 c=1.3
        = c'=0.800100374 h'=0.664092881
      janet
        W_s=0.6 U_s=-0.5 b_s=1.0 W_n=0.9 U_n=0.8 b_n=0.1 x=0.7 h=-0.6
        = s=1.720000000 n=0.244918662 h'=-0.428692650
      mingru
        W_z=0.6 b_z=0.2 W_n=0.9 b_n=0.1 x=0.7 h=-0.6
        = h'=0.264790670
      minlstm
        W_a=0.6 b_a=0.2 W_e=-0.4 b_e=-0.3 W_n=0.9 b_n=0.1 x=0.7 h=-0.6
        = f=0.644322264 i=0.355677736 h'=-0.126948611
      sru-v1
        W_u=0.9 W_f=0.6 b_f=0.2 W_r=-0.4 b_r=-0.3 x=0.7 c=-1.4
        = c'=-0.689943654 h=0.234124947
      sru
        W_u=0.9 W_f=0.6 v_f=-0.8 b_f=0.2 W_r=-0.4 v_r=0.5 b_r=-0.3 x=0.7 c=-1.4
        = c'=-1.096894743 h=0.373809364
      """;

  record Case(String cell, Map<String, double[]> given, Map<String, double[]> expected) {
    @Override
    public String toString() {
      return cell;
    }
  }

  static Stream<Case> oneUnit() {
    return Pattern.compile("^(\\S+)\n((?: .*\n)+)", Pattern.MULTILINE)
        .matcher(ONE_UNIT)
        .results()
        .map(CatalogueValuesTest::oneUnit);
  }

  private static Case oneUnit(MatchResult row) {
    String[] sides = row.group(2).split(" = ");
    return new Case(row.group(1), numbers(sides[0]), numbers(sides[1]));
  }

  private static Map<String, double[]> numbers(String text) {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    for (String each : text.strip().split("\\s+")) {
      String[] pair = each.split("=");
      numbers.put(pair[0], new double[] {Double.parseDouble(pair[1])});
    }
    return numbers;
  }

  @ParameterizedTest
  @MethodSource
  void oneUnit(Case one) {
    Cell cell = Cell.named(one.cell);
    Map<String, double[]> values =
        new Interpreter(cell, cell.shapes().at(1, 1, Map.of()))
            .step(one.given, one.given, one.given);
    one.expected.forEach((name, v) -> close(name, values.get(name), v));
  }

  private static void close(String name, double[] actual, double... expected) {
    assertThat(actual).as(name).containsExactly(expected, within(2e-9));
  }

  /** Two units, so that normalization says something. */
  @Test
  void liGru() {
    Cell cell = Cell.named("ligru");
    Map<String, double[]> parameters = new LinkedHashMap<>();
    parameters.put("W_z", new double[] {0.5, -0.3});
    parameters.put("g_z", new double[] {1.2, 0.8});
    parameters.put("U_z", new double[] {0.4, -0.2, 0.3, 0.6});
    parameters.put("b_z", new double[] {0.1, -0.1});
    parameters.put("W_n", new double[] {0.9, 0.2});
    parameters.put("g_n", new double[] {0.7, -1.1});
    parameters.put("U_n", new double[] {-0.5, 0.25, 0.15, 0.35});
    parameters.put("b_n", new double[] {0.2, 0.3});
    Map<String, double[]> values =
        new Interpreter(cell, cell.shapes().at(1, 2, Map.of()))
            .step(
                parameters, Map.of("x", new double[] {0.7}), Map.of("h", new double[] {-0.6, 0.4}));
    close("z", values.get("z"), 0.727093032, 0.301545529);
    close("n", values.get("n"), 1.299941698, 1.449908383);
    close("h'", values.get("h'"), -0.081492672, 1.133313205);
  }

  /** The first step, where nothing is carried and m' = a, and one after it. */
  @Test
  void sLstmFromItsStart() {
    Map<String, double[]> parameters =
        numbers(
            """
            W_a=0.5 U_a=-0.6 b_a=0.3 W_l=0.8 U_l=0.4 b_l=-0.2
            W_z=0.9 U_z=0.7 b_z=0.1 W_o=-0.3 U_o=0.2 b_o=0.45
            """);
    Stepper steps = new Stepper(Cell.named("slstm"), 1, parameters);
    Map<String, double[]> first = steps.step(0.7);
    close("m'", first.get("m'"), 0.65);
    close("c'", first.get("c'"), 0.6230653495723611);
    close("n'", first.get("n'"), 1);
    close("h'", first.get("h'"), 0.3487381805410855);
    Map<String, double[]> second = steps.step(-1.1);
    close("m'", second.get("m'"), -0.45924290832465137);
    close("c'", second.get("c'"), -0.03841540181263935);
    close("n'", second.get("n'"), 1.8513981552985859);
    close("h'", second.get("h'"), -0.014535249707729642);
  }

  /**
   * Nine steps of the clock, at which all groups take their turn twice and the slowest no more than
   * that. The numbers of W, U and b, in this order, are ((7 k + 3) mod 11 - 5) / 10 for k = 0, 1,
   * …; of U counts only what runs from a slow group to a fast one, whatever stands elsewhere.
   */
  @Test
  void clockworkTurns() {
    double[] numbers =
        IntStream.range(0, 80).mapToDouble(k -> ((7 * k + 3) % 11 - 5) / 10.0).toArray();
    Map<String, double[]> parameters = new LinkedHashMap<>();
    parameters.put("W_n", Arrays.copyOfRange(numbers, 0, 8));
    parameters.put("U_n", Arrays.copyOfRange(numbers, 8, 72));
    parameters.put("b_n", Arrays.copyOfRange(numbers, 72, 80));
    Stepper steps = new Stepper(Cell.named("clockwork"), 8, parameters);
    double[] x = {0.5, -0.25, 1.5, -0.75, 2.5, -1.25, 3.5, -1.75, 4.5};
    String expected =
        """
        -0.462117157 0.500520211 -0.049958375 -0.571669966 0.379948962 -0.197375320 0.291312612 0.244918662
        -0.262596743 -0.147204039 -0.049958375 -0.571669966 0.379948962 -0.197375320 0.291312612 0.244918662
        -0.304965644 0.755569319 -0.321004068 -0.867540038 0.379948962 -0.197375320 0.291312612 0.244918662
        -0.297860603 -0.502038373 -0.321004068 -0.867540038 0.379948962 -0.197375320 0.291312612 0.244918662
        -0.317691112 0.917977332 -0.328534368 -0.945565861 0.753489052 -0.129300554 0.291312612 0.244918662
        -0.079258511 -0.775747675 -0.328534368 -0.945565861 0.753489052 -0.129300554 0.291312612 0.244918662
        -0.203523770 0.965269795 -0.356778927 -0.974991815 0.753489052 -0.129300554 0.291312612 0.244918662
        -0.014250826 -0.864034900 -0.356778927 -0.974991815 0.753489052 -0.129300554 0.291312612 0.244918662
        -0.352702394 0.987824172 -0.277053672 -0.986657390 0.940262301 -0.198739462 -0.844625922 0.916471257
        """;
    List<String> lines = expected.lines().toList();
    for (int t = 0; t < x.length; t++) {
      double[] h = Arrays.stream(lines.get(t).split(" ")).mapToDouble(Double::valueOf).toArray();
      close("step " + t, steps.step(x[t]).get("h'"), h);
    }
  }

  /** A run of one row from the start that the text gives. */
  private static final class Stepper {
    private final Interpreter interpreter;
    private final Cell cell;
    private final Map<String, double[]> parameters;
    private final Map<String, double[]> states = new LinkedHashMap<>();
    private Moment moment = Moment.START;

    Stepper(Cell cell, int hidden, Map<String, double[]> parameters) {
      this.cell = cell;
      this.parameters = parameters;
      interpreter = new Interpreter(cell, cell.shapes().at(1, hidden, Map.of()));
      cell.states().forEach(s -> states.put(s.name(), new double[hidden]));
      for (Init init : cell.inits()) {
        if (init.value() instanceof Init.Value.Number(double value)) {
          Arrays.fill(states.getOrDefault(init.target(), NONE), value);
        }
      }
    }

    Map<String, double[]> step(double x) {
      Map<String, double[]> values =
          interpreter.step(moment, parameters, Map.of("x", new double[] {x}), states);
      moment = moment.plus(1);
      cell.states().forEach(s -> states.put(s.name(), values.get(s.name() + "'")));
      return values;
    }
  }

  private static final List<Double> EXTREMES = List.of(-1e30, -1e4, -90.0, 0.0, 90.0, 1e4, 1e30);

  /** Both gates may be shut, or wide open, or one of each: the weights still add up to 1. */
  @Test
  void minLstmHasNoPole() {
    for (double a : EXTREMES) {
      for (double e : EXTREMES) {
        Map<String, double[]> parameters = numbers("W_a=0 W_e=0 W_n=0 b_n=3");
        parameters.put("b_a", new double[] {a});
        parameters.put("b_e", new double[] {e});
        Map<String, double[]> values = new Stepper(Cell.named("minlstm"), 1, parameters).step(1);
        double f = values.get("f")[0];
        assertThat(f).isBetween(0.0, 1.0);
        close("h'", values.get("h'"), 3 * (1 - f));
        if (a == e) {
          assertThat(f).isEqualTo(0.5);
        }
      }
    }
  }

  /** What leaves is a mean of candidates, whatever the exponential gates do in three steps. */
  @Test
  void sLstmHasNoPole() {
    for (double first : EXTREMES) {
      for (double then : EXTREMES) {
        for (double forget : EXTREMES) {
          Map<String, double[]> parameters =
              numbers("U_a=0 b_a=0 W_l=0 U_l=0 W_z=1 U_z=0 b_z=1 W_o=0 U_o=0 b_o=0 W_a=1");
          parameters.put("b_l", new double[] {forget});
          Stepper steps = new Stepper(Cell.named("slstm"), 1, parameters);
          for (double a : new double[] {first, then, first}) {
            assertThat(steps.step(a).get("h'")[0])
                .as("a %s %s, l %s", first, then, forget)
                .isBetween(-0.5, 0.5);
          }
        }
      }
    }
  }
}
