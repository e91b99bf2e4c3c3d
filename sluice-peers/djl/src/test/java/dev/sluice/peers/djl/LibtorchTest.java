package dev.sluice.peers.djl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.peers.ours.OurKernels;
import dev.sluice.peers.work.Trial;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our kernels give what libtorch gives, values and gradients. */
class LibtorchTest {
  private static final double LIMIT = 1e-5;

  private static final List<Trial.Shape> SHAPES =
      List.of(
          new Trial.Shape(1, 1, 1, 1, 1),
          new Trial.Shape(3, 1, 2, 5, 1),
          new Trial.Shape(5, 7, 3, 4, 1),
          new Trial.Shape(9, 33, 1, 2, 1),
          new Trial.Shape(16, 64, 16, 17, 1),
          new Trial.Shape(3, 1, 2, 5, 2),
          new Trial.Shape(5, 7, 3, 4, 2),
          new Trial.Shape(9, 33, 1, 2, 2),
          new Trial.Shape(16, 64, 16, 17, 2));

  /** By cell, the array on which we agree least. */
  private static final Map<String, Agreement> WORST = new TreeMap<>();

  private static String library = "";

  @BeforeAll
  static void load() {
    library = Libtorch.load();
  }

  @AfterAll
  static void report() {
    WORST.forEach((cell, worst) -> System.out.printf("%s, %s: %s%n", library, cell, worst));
  }

  static Stream<Trial> layers() {
    return trials("elman", "lstm", "gru");
  }

  static Stream<Trial> operations() {
    return trials("gru-v3", "lstm-peephole", "lstm-layernorm");
  }

  /** Of one unit libtorch's leaves up to 3e-5 instead of the 0 that is defined. */
  static Stream<Trial> layerNorm() {
    return trials("lstm-layernorm").filter(trial -> trial.shape().hidden() > 1);
  }

  private static Stream<Trial> trials(String... cells) {
    return Stream.of(cells).flatMap(cell -> SHAPES.stream().map(shape -> Trial.of(cell, shape)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void agreesWithItsLayers(Trial trial) {
    compare(trial, LibtorchLayers::answer);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void agreesWithCellsOfItsOperations(Trial trial) {
    compare(trial, LibtorchOperations::answer);
  }

  @ParameterizedTest
  @MethodSource("layerNorm")
  void agreesWithItsLayerNorm(Trial trial) {
    compare(trial, LibtorchOperations::answerFused);
  }

  private static void compare(Trial trial, Function<Trial, Map<String, float[]>> peer) {
    List<Agreement> agreements =
        Agreement.of(OurKernels.answer(trial), peer.apply(trial), Equations.answer(trial));
    for (Agreement a : agreements) {
      WORST.merge(trial.cell().name(), a, (x, y) -> x.withPeer() >= y.withPeer() ? x : y);
    }
    assertThat(agreements).filteredOn(a -> !(a.withPeer() <= LIMIT)).isEmpty();
  }
}
