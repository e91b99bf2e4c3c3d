package dev.sluice.server.model;

import dev.sluice.cell.Trace;
import dev.sluice.model.Model;
import dev.sluice.model.Tensor;
import dev.sluice.server.cells.Walked;
import dev.sluice.server.http.Api;
import dev.sluice.server.http.TimeLimit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/layer/step}: what the cell of a model does with a few numbers, with the weights that
 * it has learned. So a model can be looked into that reads no text.
 */
public final class LayerWalk {
  private static final int SECONDS = 5;
  private static final int AT_ONCE = 2;
  private static final String START = ".start";

  /**
   * A recurrent layer, and what enters it at each step.
   *
   * @param unit of which the story is told; 0 where null
   */
  record Walk(@Nullable String layer, @Nullable List<double[]> inputs, @Nullable Integer unit) {}

  private final TimeLimit limit = new TimeLimit(SECONDS, AT_ONCE);
  private final Shown shown;

  /** Of the model that is shown. */
  public LayerWalk(Shown shown) {
    this.shown = shown;
  }

  /** Adds its route. */
  public void routes(Api api) {
    api.post("/api/layer/step", Walk.class, this::walk);
  }

  private Walked walk(Walk asked) {
    Subject subject = shown.required();
    Model model = subject.model();
    Model.Recurrence layer = subject.layer(asked.layer);
    List<double[]> inputs = Walked.inputs(asked.inputs);
    int unit = Walked.unit(asked.unit, layer.sizes().hidden());
    return limit.within(
        "The layer", () -> Walked.of(layer.cell(), trace(model, layer, inputs), unit));
  }

  /** What a state begins with may be learned as well. */
  private static Trace trace(Model model, Model.Recurrence layer, List<double[]> inputs) {
    Map<String, double[]> parameters = new HashMap<>();
    Map<String, double[]> starts = new HashMap<>();
    for (Tensor tensor : model.parameters().tensors()) {
      if (tensor.name().startsWith(layer.name() + ".")) {
        String name = tensor.name().substring(layer.name().length() + 1);
        boolean start = name.endsWith(START);
        (start ? starts : parameters)
            .put(start ? name.substring(0, name.length() - START.length()) : name, exact(tensor));
      }
    }
    return Trace.of(layer.cell(), layer.sizes(), inputs, parameters, starts);
  }

  private static double[] exact(Tensor tensor) {
    double[] values = new double[tensor.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.values()[i];
    }
    return values;
  }
}
