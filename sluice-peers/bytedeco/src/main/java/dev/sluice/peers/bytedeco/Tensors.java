package dev.sluice.peers.bytedeco;

import dev.sluice.peers.work.Arrangement;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Between our arrays and libtorch's. */
final class Tensors {
  private Tensors() {}

  static Tensor of(float[] values, long... shape) {
    return torch.tensor(values).view(shape);
  }

  static float[] toArray(Tensor tensor) {
    FloatBuffer buffer = tensor.contiguous().createBuffer();
    float[] values = new float[Math.toIntExact(tensor.numel())];
    buffer.get(values);
    return values;
  }

  /** By name. */
  static Map<String, Tensor> of(List<Arrangement.Leaf> leaves) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    leaves.forEach(leaf -> tensors.put(leaf.name(), of(leaf.values(), leaf.dimensions())));
    return tensors;
  }

  /** The same numbers in the same memory, without gradients so far: nothing must be set to 0. */
  static Map<String, Tensor> differentiable(Map<String, Tensor> tensors, List<String> wanted) {
    Map<String, Tensor> views = new LinkedHashMap<>(tensors);
    for (String name : wanted) {
      views.put(name, tensors.get(name).detach().requires_grad_(true));
    }
    return views;
  }

  static TensorVector vector(Map<String, Tensor> tensors, List<String> names) {
    return new TensorVector(names.stream().map(tensors::get).toArray(Tensor[]::new));
  }

  static void backward(Tensor outcome, Tensor gradient) {
    outcome.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
  }
}
