package dev.sluice.peers.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How far the answers for one array lie apart: their largest difference, relative to the largest
 * entry. The equations in double say whose rounding it is.
 */
record Agreement(String array, double withPeer, double ofOurs, double ofPeer) {

  /** One for each array; all sides must answer with the same ones. */
  static List<Agreement> of(
      Map<String, float[]> ours, Map<String, float[]> peer, Map<String, double[]> equations) {
    assertThat(ours.keySet()).isEqualTo(peer.keySet()).isEqualTo(equations.keySet());
    return ours.keySet().stream()
        .sorted()
        .map(
            name -> {
              double[] a = toDouble(ours.get(name));
              double[] b = toDouble(peer.get(name));
              double[] exact = equations.get(name);
              return new Agreement(
                  name, difference(a, b), difference(a, exact), difference(b, exact));
            })
        .toList();
  }

  private static double[] toDouble(float[] v) {
    return IntStream.range(0, v.length).mapToDouble(i -> v[i]).toArray();
  }

  private static double difference(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      double d = Math.abs(actual[i] - expected[i]);
      difference = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(difference, d);
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return difference == 0 ? 0 : difference / largest;
  }

  @Override
  public String toString() {
    return "%s: %.1e apart; from the equations in double, ours %.1e, the peer %.1e"
        .formatted(array, withPeer, ofOurs, ofPeer);
  }
}
