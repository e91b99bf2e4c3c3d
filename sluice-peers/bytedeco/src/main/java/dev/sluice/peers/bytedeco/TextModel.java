package dev.sluice.peers.bytedeco;

import dev.sluice.data.Batch;
import dev.sluice.data.Batches;
import dev.sluice.model.Model;
import dev.sluice.model.Tensor;
import dev.sluice.peers.work.Arrangement;
import dev.sluice.peers.work.TextTrial;
import dev.sluice.peers.work.Work;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The training of a character model with libtorch's layers, loss and optimizer. */
final class TextModel implements Work {
  private static final int LAYERS = 2;

  private final Batches batches = TextTrial.batches();
  private final Batch batch = new Batch();
  private final Map<String, org.bytedeco.pytorch.Tensor> leaves = new HashMap<>();
  private final TensorVector recurrent = new TensorVector();
  private final TensorVector all = new TensorVector();
  private final RMSprop optimizer;
  private final org.bytedeco.pytorch.Tensor h;
  private final org.bytedeco.pytorch.Tensor c;
  private int next;

  TextModel() {
    Model model = TextTrial.model();
    List<Tensor> tensors = model.parameters().tensors();
    for (Tensor tensor : tensors) {
      if (!tensor.name().startsWith("layer")) {
        long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
        put(tensor.name(), Tensors.of(tensor.values(), shape));
      }
    }
    for (int i = 0; i < LAYERS; i++) {
      String layer = "layer" + i + ".";
      Map<String, float[]> parameters = new HashMap<>();
      for (Tensor tensor : tensors) {
        if (tensor.name().startsWith(layer)) {
          parameters.put(tensor.name().substring(layer.length()), tensor.values());
        }
      }
      for (Arrangement.Leaf leaf : Arrangement.lstm(i, parameters, TextTrial.HIDDEN)) {
        put(leaf.name(), Tensors.of(leaf.values(), leaf.dimensions()));
        recurrent.push_back(leaves.get(leaf.name()));
      }
    }
    float[] zero = new float[LAYERS * TextTrial.BATCH * TextTrial.HIDDEN];
    h = Tensors.of(zero, LAYERS, TextTrial.BATCH, TextTrial.HIDDEN);
    c = Tensors.of(zero, LAYERS, TextTrial.BATCH, TextTrial.HIDDEN);
    RMSpropOptions options = new RMSpropOptions(TextTrial.RATE);
    options.alpha().put(TextTrial.DECAY);
    optimizer = new RMSprop(all, options);
  }

  private void put(String name, org.bytedeco.pytorch.Tensor tensor) {
    leaves.put(name, tensor);
    // The second bias is libtorch's alone and stays 0, as ours has none.
    if (!name.endsWith("b2")) {
      all.push_back(tensor.requires_grad_(true));
    }
  }

  /** Loss of a batch, and all gradients. */
  private double backward() {
    if (next == batches.count()) {
      next = 0;
      h.zero_();
      c.zero_();
    }
    batches.read(next++, batch);
    long steps = batch.steps();
    long rows = batch.batchSize();
    int count = batch.symbols();
    var inputs = torch.tensor(longs(batch.inputs(), count)).view(steps, rows);
    var targets = torch.tensor(longs(batch.targets(), count));
    var embedded = torch.embedding(leaves.get("embedding.table"), inputs);
    T_TensorTensorTensor_T results =
        torch.lstm(
            embedded, new TensorVector(h, c), recurrent, true, LAYERS, 0, true, false, false);
    var logits =
        torch.linear(
            results.get0().view(steps * rows, TextTrial.HIDDEN),
            leaves.get("linear0.W_y"),
            leaves.get("linear0.b_y"));
    var loss = torch.cross_entropy_loss(logits, targets);
    optimizer.zero_grad();
    loss.backward();
    h.copy_(results.get1().detach());
    c.copy_(results.get2().detach());
    return loss.item_float();
  }

  private static long[] longs(int[] ints, int count) {
    return Arrays.stream(ints, 0, count).asLongStream().toArray();
  }

  @Override
  public Map<String, float[]> answer() {
    float[] losses = new float[TextTrial.COMPARED];
    float[] norms = new float[TextTrial.COMPARED];
    double sum = 0;
    for (int i = 0; i < TextTrial.COMPARED; i++) {
      try (PointerScope _ = new PointerScope()) {
        sum += backward();
        losses[i] = (float) (sum / (i + 1));
        norms[i] = (float) norm();
        optimizer.step();
      }
    }
    return Map.of("mean losses", losses, "gradient norms", norms);
  }

  private double norm() {
    double squares = 0;
    for (long i = 0; i < all.size(); i++) {
      for (float g : Tensors.toArray(all.get(i).grad())) {
        squares += (double) g * g;
      }
    }
    return Math.sqrt(squares);
  }

  @Override
  public void run() {
    try (PointerScope _ = new PointerScope()) {
      backward();
      optimizer.step();
    }
  }
}
