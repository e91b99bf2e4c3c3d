package dev.sluice.train;

import dev.sluice.model.State;
import dev.sluice.model.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a training stands: with the model's parameters and the same data and plan, all that is
 * needed to go on as if nothing had happened. Holds no time and no number of threads.
 *
 * @param epoch from 1
 * @param batch how many batches of this epoch are done
 * @param update how many updates are done, over all epochs
 * @param lossSum the sum of the losses of this epoch's targets
 * @param targets how many there were
 * @param validation the last validation loss; null before the first
 * @param best the lowest; null before the first
 * @param carried the state after the last batch
 * @param slots the optimizer's memory: for each parameter and slot a tensor such as {@code
 *     m/layer0.W_i}
 * @param worse how many evaluations there were since the best
 * @param bestParameters the parameters of the best evaluation; empty where nobody keeps them
 */
public record TrainingState(
    int epoch,
    int batch,
    long update,
    double lossSum,
    long targets,
    @Nullable Double validation,
    @Nullable Double best,
    State carried,
    List<Tensor> slots,
    int worse,
    List<Tensor> bestParameters) {
  public TrainingState {
    slots = List.copyOf(slots);
    bestParameters = List.copyOf(bestParameters);
  }
}
