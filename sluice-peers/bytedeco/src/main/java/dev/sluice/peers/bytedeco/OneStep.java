package dev.sluice.peers.bytedeco;

import dev.sluice.peers.work.Arrangement;
import dev.sluice.peers.work.Task;
import dev.sluice.peers.work.Trial;
import dev.sluice.peers.work.Work;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** libtorch's cell, a symbol at a time. */
final class OneStep implements Work {
  private final Map<String, Tensor> leaves;
  private final Tensor[] table = new Tensor[Task.Live.VOCABULARY];
  private final TensorOptional inputBias;
  private final TensorOptional recurrentBias;

  /** Both are written in place, so that they outlive the step. */
  private final Tensor h;

  private final Tensor c;
  private int symbol;

  OneStep(Task.Live task) {
    leaves = Tensors.of(new Arrangement(Trial.of(task)).leaves());
    for (int i = 0; i < table.length; i++) {
      table[i] = leaves.get("x").select(0, i);
    }
    h = leaves.get("h").select(0, 0);
    c = leaves.get("c").select(0, 0);
    inputBias = new TensorOptional(leaves.get("0b"));
    recurrentBias = new TensorOptional(leaves.get("0b2"));
  }

  private void step() {
    try (PointerScope _ = new PointerScope();
        InferenceMode _ = new InferenceMode(true)) {
      T_TensorTensor_T next =
          torch.lstm_cell(
              table[symbol],
              new TensorVector(h, c),
              leaves.get("0W"),
              leaves.get("0U"),
              inputBias,
              recurrentBias);
      h.copy_(next.get0());
      c.copy_(next.get1());
    }
  }

  @Override
  public Map<String, float[]> answer() {
    for (symbol = 0; symbol < Task.Live.READ; symbol++) {
      step();
    }
    return Map.of("output", Tensors.toArray(h));
  }

  @Override
  public void run() {
    symbol = (symbol + 7) % Task.Live.VOCABULARY;
    step();
  }
}
