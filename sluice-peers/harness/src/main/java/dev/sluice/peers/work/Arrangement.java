package dev.sluice.peers.work;

import dev.sluice.cell.Cell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A trial's numbers as libtorch's own layers want them: the gates of a layer stacked in four
 * arrays, the states of all layers in one.
 */
public final class Arrangement {
  /**
   * An array that libtorch is given.
   *
   * @param wanted whether its gradient is
   */
  public record Leaf(String name, float[] values, List<Long> shape, boolean wanted) {
    /** For libtorch. */
    public long[] dimensions() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  /** In what order libtorch stacks the gates in each of its four arrays per layer. */
  private static final Map<String, List<String>> GATES =
      Map.of(
          "elman", List.of("h"),
          "lstm", List.of("i", "f", "g", "o"),
          "gru", List.of("r", "z", "n"));

  /** Those four arrays, by the stem of the parameters that they hold. libtorch has two biases. */
  private static final List<String> STEMS = List.of("W", "U", "b", "b2");

  private final Trial trial;
  private final List<String> gates;
  private final List<String> states;
  private final int layers;

  /** Of a trial whose cell {@link #has} layers in libtorch. */
  public Arrangement(Trial trial) {
    this.trial = trial;
    gates = GATES.get(trial.cell().name());
    states = List.copyOf(trial.layers().getFirst().states().keySet());
    layers = trial.layers().size();
  }

  /** Whether libtorch has layers of this cell. */
  public static boolean has(Cell cell) {
    return GATES.containsKey(cell.name());
  }

  /** The names of a layer's parameters in libtorch's order. */
  public static List<String> parameters(int layers) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      for (String stem : STEMS) {
        names.add(i + stem);
      }
    }
    return names;
  }

  /** {@code x}, the states, the parameters of each layer. */
  public List<Leaf> leaves() {
    Trial.Shape shape = trial.shape();
    List<Leaf> leaves = new ArrayList<>();
    leaves.add(leaf("x", trial.x(), true, shape.steps(), shape.batch(), shape.input()));
    boolean ends = !trial.layers().getFirst().stateGradients().isEmpty();
    for (String state : states) {
      float[] starts = concatenated(trial.layers().stream().map(l -> l.states().get(state)));
      leaves.add(leaf(state, starts, ends, layers, shape.batch(), shape.hidden()));
    }
    for (int i = 0; i < layers; i++) {
      leaves.addAll(parameters(i, trial.layers().get(i).parameters(), gates, shape.hidden()));
    }
    return leaves;
  }

  /** The four arrays of one LSTM. */
  public static List<Leaf> lstm(int layer, Map<String, float[]> parameters, int hidden) {
    return parameters(layer, parameters, GATES.get("lstm"), hidden);
  }

  private static List<Leaf> parameters(
      int layer, Map<String, float[]> parameters, List<String> gates, int hidden) {
    List<Leaf> leaves = new ArrayList<>();
    for (String stem : STEMS) {
      // Where our cell has one bias, the second is zero.
      float[] blocks =
          concatenated(
              gates.stream().map(g -> parameters.getOrDefault(stem + "_" + g, new float[hidden])));
      long rows = (long) gates.size() * hidden;
      leaves.add(
          stem.startsWith("b")
              ? leaf(layer + stem, blocks, true, rows)
              : leaf(layer + stem, blocks, true, rows, blocks.length / rows));
    }
    return leaves;
  }

  private static Leaf leaf(String name, float[] values, boolean wanted, long... shape) {
    return new Leaf(name, values, Arrays.stream(shape).boxed().toList(), wanted);
  }

  /** Of what comes out, where it is not 0; empty where nobody goes back. */
  public Map<String, float[]> outcomeGradients() {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    if (trial.outputGradient().length > 0) {
      gradients.put("output", trial.outputGradient());
    }
    if (!trial.layers().getFirst().stateGradients().isEmpty()) {
      for (String state : states) {
        gradients.put(
            state + "'",
            concatenated(trial.layers().stream().map(l -> l.stateGradients().get(state))));
      }
    }
    return gradients;
  }

  /**
   * From libtorch's arrays back to one array for each layer and gate.
   *
   * @param raw {@code output}, {@code h'} and perhaps {@code c'}, and behind {@code d.} the
   *     gradients of the leaves, where there are any
   */
  public Map<String, float[]> unpacked(Map<String, float[]> raw) {
    Map<String, float[]> answer = new LinkedHashMap<>();
    put(answer, "output", raw.get("output"));
    put(answer, "d.x", raw.get("d.x"));
    for (int i = 0; i < layers; i++) {
      String layer = "layer" + i + ".";
      for (String state : states) {
        put(answer, layer + state + "'", part(raw.get(state + "'"), i, layers));
        put(answer, "d." + layer + state, part(raw.get("d." + state), i, layers));
      }
      for (String stem : STEMS) {
        for (int g = 0; g < gates.size(); g++) {
          String name = stem + "_" + gates.get(g);
          if (trial.layers().get(i).parameters().containsKey(name)) {
            put(answer, "d." + layer + name, part(raw.get("d." + i + stem), g, gates.size()));
          }
        }
      }
    }
    return answer;
  }

  private static void put(Map<String, float[]> answer, String name, float @Nullable [] values) {
    if (values != null) {
      answer.put(name, values);
    }
  }

  /** Part {@code index} of {@code parts} equal ones that lie one after the other. */
  private static float @Nullable [] part(float @Nullable [] all, int index, int parts) {
    if (all == null) {
      return null;
    }
    int length = all.length / parts;
    return Arrays.copyOfRange(all, index * length, (index + 1) * length);
  }

  private static float[] concatenated(Stream<float[]> arrays) {
    List<float[]> parts = arrays.toList();
    float[] all = new float[parts.stream().mapToInt(p -> p.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
