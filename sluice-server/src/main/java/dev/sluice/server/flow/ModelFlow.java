package dev.sluice.server.flow;

import dev.sluice.data.Batch;
import dev.sluice.inspect.GradientFlow;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import dev.sluice.server.http.Api;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.http.TimeLimit;
import dev.sluice.server.model.Shown;
import dev.sluice.server.model.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/flow/model}: what becomes of a gradient in the model that is shown, from the last
 * symbol of a text back; as {@code sluice inspect gradients} says it.
 */
public final class ModelFlow {
  private static final int MOST_SYMBOLS = 5_000;
  private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

  /** Of a first look, which shall come at once. */
  private static final int FEW = 16;

  /** Directions × steps × parameters that take some seconds. */
  private static final double MOST_WORK = 2e10;

  /**
   * What to look at.
   *
   * @param layer a recurrent layer; the first where null
   * @param lag how many steps back at most
   * @param quick whether a few directions will do
   */
  record Look(
      @Nullable String text,
      @Nullable String layer,
      @Nullable Integer lag,
      @Nullable Boolean quick) {}

  /**
   * The answer.
   *
   * @param directions that were followed; where they are fewer than {@code all} there are, the
   *     largest gain is a lower bound
   */
  record Found(String name, String layer, List<Flow.Path> paths, int directions, int all) {}

  private final TimeLimit quickly = new TimeLimit(20, 2);

  /** For what follows all directions, for which a first look does not wait. */
  private final TimeLimit wholly = new TimeLimit(60, 1);

  private final Shown shown;

  /** Of the model that is shown. */
  public ModelFlow(Shown shown) {
    this.shown = shown;
  }

  /** Adds its route. */
  public void routes(Api api) {
    api.post("/api/flow/model", Look.class, this::look);
  }

  private Found look(Look asked) {
    Subject subject = shown.required();
    int[] ids = subject.vocabulary().encode(Objects.requireNonNullElse(asked.text, ""));
    if (ids.length < 2) {
      throw Refusal.impossible(
          "A gradient flows from step to step; write a text of at least 2 symbols.");
    }
    int lag = FlowQuestions.lag(asked.lag);
    Model.Recurrence layer = subject.layer(asked.layer);
    Batch batch =
        Batch.ofSymbols(
            Arrays.copyOfRange(ids, Math.max(0, ids.length - MOST_SYMBOLS), ids.length));
    boolean quick = Boolean.TRUE.equals(asked.quick);
    return (quick ? quickly : wholly)
        .within("The flow", () -> found(subject.model(), layer, batch, lag, quick));
  }

  private static Found found(
      Model model, Model.Recurrence layer, Batch batch, int lag, boolean quick) {
    int all =
        layer.cell().states().stream()
            .mapToInt(state -> layer.sizes().of(layer.cell().shapes().size(state.name())))
            .sum();
    double each = Math.max(1.0, layer.cell().shapes().parameterCount(layer.sizes())) * lag;
    int most = quick ? FEW : (int) Math.max(FEW, Math.min(all, MOST_WORK / each));
    try (Workers workers = new Workers(quick ? 1 : THREADS)) {
      GradientFlow flow = GradientFlow.of(model, layer.name(), batch, lag, most, workers);
      int followed = all <= most ? all : Math.min(most, 256);
      return new Found(flow.cell(), layer.name(), Flow.paths(flow), followed, all);
    }
  }
}
