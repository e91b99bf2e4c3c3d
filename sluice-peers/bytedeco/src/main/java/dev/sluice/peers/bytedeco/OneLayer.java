package dev.sluice.peers.bytedeco;

import dev.sluice.peers.work.Arrangement;
import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Trial;
import dev.sluice.peers.work.Work;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.PackedSequence;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** libtorch's own layer, there and back. */
final class OneLayer implements Work {
  private static final List<String> PARAMETERS = Arrangement.parameters(1);

  private final Trial trial;
  private final Arrangement arrangement;
  private final Map<String, Tensor> leaves;
  private final List<String> wanted;
  private final @Nullable Tensor outputGradient;
  private final @Nullable Tensor lengths;

  OneLayer(Task.Layer task) {
    trial = Trial.of(task);
    arrangement = new Arrangement(trial);
    leaves = Tensors.of(arrangement.leaves());
    wanted =
        arrangement.leaves().stream()
            .filter(Arrangement.Leaf::wanted)
            .map(Arrangement.Leaf::name)
            .toList();
    Trial.Shape shape = trial.shape();
    outputGradient =
        trial.outputGradient().length == 0
            ? null
            : Tensors.of(trial.outputGradient(), shape.steps(), shape.batch(), shape.hidden());
    int[] given = trial.lengths();
    lengths = given == null ? null : torch.tensor(Arrays.stream(given).asLongStream().toArray());
  }

  @Override
  public Map<String, float[]> answer() {
    try (PointerScope _ = new PointerScope()) {
      Map<String, float[]> raw = new LinkedHashMap<>();
      if (outputGradient == null) {
        run(leaves).forEach((name, tensor) -> raw.put(name, Tensors.toArray(tensor)));
        return arrangement.unpacked(raw);
      }
      Map<String, Tensor> views = Tensors.differentiable(leaves, wanted);
      Map<String, Tensor> outcomes = run(views);
      Tensors.backward(outcomes.get("output"), outputGradient);
      outcomes.forEach((name, tensor) -> raw.put(name, Tensors.toArray(tensor.detach())));
      wanted.forEach(name -> raw.put("d." + name, Tensors.toArray(views.get(name).grad())));
      return arrangement.unpacked(raw);
    }
  }

  @Override
  public void run() {
    try (PointerScope _ = new PointerScope()) {
      if (outputGradient == null) {
        try (InferenceMode _ = new InferenceMode(true)) {
          run(leaves);
        }
      } else {
        Map<String, Tensor> outcomes = run(Tensors.differentiable(leaves, wanted));
        Tensors.backward(outcomes.get("output"), outputGradient);
      }
    }
  }

  private Map<String, Tensor> run(Map<String, Tensor> given) {
    Tensor x = given.get("x");
    Tensor h = given.get("h");
    TensorVector parameters = Tensors.vector(given, PARAMETERS);
    boolean train = outputGradient != null;
    return switch (trial.cell().name()) {
      case "lstm" ->
          lengths == null
              ? three(
                  torch.lstm(
                      x,
                      new TensorVector(h, given.get("c")),
                      parameters,
                      true,
                      1,
                      0,
                      train,
                      false,
                      false))
              : packed(x, new TensorVector(h, given.get("c")), parameters, lengths);
      case "gru" -> two(torch.gru(x, h, parameters, true, 1, 0, train, false, false));
      case "elman" -> two(torch.rnn_tanh(x, h, parameters, true, 1, 0, train, false, false));
      default ->
          throw new IllegalArgumentException("libtorch has no layer for " + trial.cell().name());
    };
  }

  private Map<String, Tensor> packed(
      Tensor x, TensorVector states, TensorVector parameters, Tensor lengths) {
    PackedSequence packed = torch.pack_padded_sequence(x, lengths, false, true);
    T_TensorTensorTensor_T results =
        torch.lstm(
            packed.data(), packed.batch_sizes(), states, parameters, true, 1, 0, true, false);
    PackedSequence outputs = new PackedSequence(results.get0(), packed.batch_sizes());
    T_TensorTensor_T padded =
        torch.pad_packed_sequence(outputs, false, 0, new LongOptional(trial.shape().steps()));
    return Map.of("output", padded.get0(), "h'", results.get1(), "c'", results.get2());
  }

  private static Map<String, Tensor> two(T_TensorTensor_T results) {
    return Map.of("output", results.get0(), "h'", results.get1());
  }

  private static Map<String, Tensor> three(T_TensorTensorTensor_T results) {
    return Map.of("output", results.get0(), "h'", results.get1(), "c'", results.get2());
  }
}
