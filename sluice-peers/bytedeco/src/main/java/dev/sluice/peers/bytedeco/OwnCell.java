package dev.sluice.peers.bytedeco;

import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Trial;
import dev.sluice.peers.work.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A cell that libtorch has no layer for, written as somebody would who wants it fast: the products
 * of all inputs at once, those of all gates together, the fused layer normalization.
 */
final class OwnCell implements Work {
  private static final List<String> GATES = List.of("i", "f", "g", "o");

  /** PyTorch's default, added to the variance. */
  private static final double EPSILON = 1e-5;

  /** State of all rows after a step. */
  private record State(Tensor h, Tensor c) {}

  /** The steps of a sequence. */
  private interface Cell {
    List<State> run(Map<String, Tensor> p, Tensor x, State start);
  }

  private final Trial trial;
  private final Cell cell;
  private final Map<String, float[]> parameters;

  /** {@code x}, then the parameters: those of all gates stacked under their stem. */
  private final Map<String, Tensor> leaves = new LinkedHashMap<>();

  private final State start;
  private final Tensor outputGradient;

  OwnCell(Task.Layer task) {
    trial = Trial.of(task);
    parameters = trial.layers().getFirst().parameters();
    Trial.Shape shape = trial.shape();
    long hidden = shape.hidden();
    leaves.put("x", Tensors.of(trial.x(), shape.steps(), shape.batch(), shape.input()));
    stack("W", 4 * hidden, shape.input());
    stack("U", 4 * hidden, hidden);
    switch (task.cell()) {
      case "lstm-peephole" -> {
        cell = this::peephole;
        stack("b", 4 * hidden);
        stack("p", 4, hidden);
      }
      case "lstm-layernorm" -> {
        cell = this::layerNorm;
        stack("b", 4, hidden);
        stack("gw", 4, hidden);
        stack("gu", 4, hidden);
        leaves.put("g_h", Tensors.of(parameters.get("g_h"), hidden));
        leaves.put("b_h", Tensors.of(parameters.get("b_h"), hidden));
      }
      default -> throw new UnsupportedOperationException(task.cell() + " is not written for it.");
    }
    float[] zero = new float[shape.batch() * shape.hidden()];
    start =
        new State(Tensors.of(zero, shape.batch(), hidden), Tensors.of(zero, shape.batch(), hidden));
    outputGradient = Tensors.of(trial.outputGradient(), shape.steps(), shape.batch(), hidden);
  }

  private void stack(String stem, long... shape) {
    int hidden = trial.shape().hidden();
    int length = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b)) / GATES.size();
    float[] all = new float[GATES.size() * length];
    for (int g = 0; g < GATES.size(); g++) {
      // A gate without such a parameter has zeros, whose gradient is thrown away.
      float[] one = parameters.getOrDefault(stem + "_" + GATES.get(g), new float[hidden]);
      System.arraycopy(one, 0, all, g * length, one.length);
    }
    leaves.put(stem, Tensors.of(all, shape));
  }

  /** Gers &amp; Schmidhuber 2000: the gates see the cell state. */
  private List<State> peephole(Map<String, Tensor> p, Tensor x, State start) {
    Trial.Shape shape = trial.shape();
    Tensor inputs =
        torch.linear(
            x.view((long) shape.steps() * shape.batch(), -1),
            p.get("W"),
            new TensorOptional(p.get("b")));
    TensorVector steps = inputs.view(shape.steps(), shape.batch(), -1).unbind(0);
    Tensor recurrent = p.get("U").t();
    TensorVector peepholes = p.get("p").unbind(0);
    List<State> states = new ArrayList<>();
    State last = start;
    for (int step = 0; step < shape.steps(); step++) {
      TensorVector gates = torch.addmm(steps.get(step), last.h, recurrent).chunk(4, 1);
      Tensor input = torch.addcmul(gates.get(0), peepholes.get(0), last.c).sigmoid();
      Tensor forget = torch.addcmul(gates.get(1), peepholes.get(1), last.c).sigmoid();
      Tensor c = torch.addcmul(forget.mul(last.c), input, gates.get(2).tanh());
      Tensor output = torch.addcmul(gates.get(3), peepholes.get(3), c).sigmoid();
      last = new State(output.mul(c.tanh()), c);
      states.add(last);
    }
    return states;
  }

  /** Ba, Kiros &amp; Hinton 2016: both products and the cell state are normalized. */
  private List<State> layerNorm(Map<String, Tensor> p, Tensor x, State start) {
    Trial.Shape shape = trial.shape();
    long hidden = shape.hidden();
    Tensor inputs = torch.linear(x, p.get("W")).view(shape.steps(), shape.batch(), 4, hidden);
    Tensor normalized = normalize(inputs).mul(p.get("gw")).add(p.get("b"));
    TensorVector steps = normalized.unbind(0);
    Tensor recurrent = p.get("U").t();
    List<State> states = new ArrayList<>();
    State last = start;
    for (int step = 0; step < shape.steps(); step++) {
      Tensor products = last.h.matmul(recurrent).view(shape.batch(), 4, hidden);
      TensorVector gates =
          torch.addcmul(steps.get(step), normalize(products), p.get("gu")).unbind(1);
      Tensor kept = gates.get(1).sigmoid().mul(last.c);
      Tensor c = torch.addcmul(kept, gates.get(0).sigmoid(), gates.get(2).tanh());
      Tensor shown =
          torch.layer_norm(
              c,
              new long[] {hidden},
              new TensorOptional(p.get("g_h")),
              new TensorOptional(p.get("b_h")),
              EPSILON,
              true);
      last = new State(gates.get(3).sigmoid().mul(shown.tanh()), c);
      states.add(last);
    }
    return states;
  }

  private Tensor normalize(Tensor rows) {
    return torch.layer_norm(
        rows,
        new long[] {trial.shape().hidden()},
        new TensorOptional(),
        new TensorOptional(),
        EPSILON,
        true);
  }

  private static Tensor outputs(List<State> states) {
    return torch.stack(new TensorVector(states.stream().map(State::h).toArray(Tensor[]::new)), 0);
  }

  @Override
  public Map<String, float[]> answer() {
    try (PointerScope _ = new PointerScope()) {
      Map<String, Tensor> views = Tensors.differentiable(leaves, List.copyOf(leaves.keySet()));
      List<State> states = cell.run(views, views.get("x"), start);
      Tensor output = outputs(states);
      Tensors.backward(output, outputGradient);
      Map<String, float[]> answer = new LinkedHashMap<>();
      answer.put("output", Tensors.toArray(output.detach()));
      answer.put("layer0.h'", Tensors.toArray(states.getLast().h.detach()));
      answer.put("layer0.c'", Tensors.toArray(states.getLast().c.detach()));
      answer.put("d.x", Tensors.toArray(views.get("x").grad()));
      for (String name : parameters.keySet()) {
        answer.put("d.layer0." + name, gradient(views, name));
      }
      return answer;
    }
  }

  private static float[] gradient(Map<String, Tensor> views, String parameter) {
    if (views.containsKey(parameter)) {
      return Tensors.toArray(views.get(parameter).grad());
    }
    String[] parts = parameter.split("_");
    float[] all = Tensors.toArray(views.get(parts[0]).grad());
    int length = all.length / GATES.size();
    int gate = GATES.indexOf(parts[1]);
    return Arrays.copyOfRange(all, gate * length, (gate + 1) * length);
  }

  @Override
  public void run() {
    try (PointerScope _ = new PointerScope()) {
      Map<String, Tensor> views = Tensors.differentiable(leaves, List.copyOf(leaves.keySet()));
      Tensors.backward(outputs(cell.run(views, views.get("x"), start)), outputGradient);
    }
  }
}
