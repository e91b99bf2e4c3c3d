package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batch;
import dev.sluice.data.Batches;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.train.Trainer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongLagTest {

  private static float[] values(Example example) {
    return ((Example.Numbers) example.input()).values();
  }

  /** A sequence is right where the scores say its targets, and wrong where they say another. */
  @ParameterizedTest
  @EnumSource
  void theTargetsThemselvesAreRight(LongLag task) {
    Examples examples = task.examples(20, 50, 3);
    for (int i = 0; i < examples.count(); i++) {
      Example example = examples.get(i);
      boolean legal = task == LongLag.REBER || task == LongLag.EMBEDDED_REBER;
      if (!legal) { // of a grammar one symbol of two is not enough
        assertThat(task.isRight(example, (step, output) -> said(example, step, output, 1)))
            .isTrue();
      }
      assertThat(task.isRight(example, (step, output) -> said(example, step, output, -1)))
          .isFalse();
    }
  }

  private static float said(Example example, int step, int output, int sign) {
    return switch (example.target()) {
      case Example.Value(float[] values) -> sign * values[0] - (sign < 0 ? 1 : 0);
      case Example.Label(int label) -> output == label ? sign : 0;
      case Example.Tags(int[] tags) -> output == tags[step] ? sign : 0;
      case Example.Values _, Example.Sequence _ -> throw new AssertionError();
    };
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedDrawsTheSame(LongLag task) {
    Batches one = task.training(20, 64, 16, 5);
    Batches two = task.training(20, 64, 16, 5);
    assertThat(read(one.inEpoch(1, 2))).isEqualTo(read(two.inEpoch(1, 2)));
    assertThat(read(one.inEpoch(1, 3))).isNotEqualTo(read(one.inEpoch(1, 2)));
    assertThat(one.inEpoch(1, 2).count()).isEqualTo(one.count()).isEqualTo(4);
  }

  private static float[] read(Batches batches) {
    Batch batch = new Batch();
    batches.read(1, batch);
    int count = batch.steps() * batch.batchSize() * batch.featureSize();
    return Arrays.copyOf(batch.features(), count);
  }

  @Test
  void addingMarksTwoInTheFirstHalf() {
    Examples examples = LongLag.ADDING.examples(100, 200, 1);
    for (int i = 0; i < examples.count(); i++) {
      float[] values = values(examples.get(i));
      int steps = values.length / 2;
      double sum = 0;
      int marked = 0;
      for (int step = 0; step < steps; step++) {
        if (values[2 * step + 1] == 1) {
          marked++;
          sum += values[2 * step];
          assertThat(step).isLessThan(50);
        }
      }
      assertThat(marked).isEqualTo(2);
      assertThat(steps).isBetween(100, 110);
      Example.Value target = (Example.Value) examples.get(i).target();
      assertThat(target.values()[0]).isEqualTo((float) (0.5 + sum / 4));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void grammarAllowsItsOwnStrings(boolean embedded) {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 500; i++) {
      int[] string = Reber.string(random, embedded);
      int[] legal = Reber.legal(string, embedded);
      for (int step = 0; step < legal.length; step++) {
        assertThat(legal[step] >> string[step + 1] & 1).isOne();
      }
      assertThat(legal[legal.length - 1]).isEqualTo(1 << 6);
      if (embedded) {
        assertThat(string[string.length - 2]).isEqualTo(string[1]);
        assertThat(legal[legal.length - 2]).isEqualTo(1 << string[1]);
      }
    }
  }

  @Test
  void countingIsAsManyOfOneAsOfTheOther() {
    assertThat(((Example.Tags) LongLag.of(3).target()).tags()).containsExactly(0, 0, 0, 1, 1, 1, 2);
  }

  @Test
  void anLstmLearnsTheGrammar() {
    LongLag task = LongLag.REBER;
    Model model =
        Model.of(
            1,
            Layer.input(task.inputs()),
            Layer.recurrent(Cell.named("lstm"), 16),
            Layer.linear(task.outputs()));
    Examples test = task.examples(10, 256, 7);
    assertThat(task.wrong(model, test, 1)).isGreaterThan(200);
    new Trainer(model, task.loss(), Optimizer.adam(1e-2), Clip.norm(1))
        .fit(task.training(10, 512, 16, 1), null, 12, _ -> {});
    assertThat(task.wrong(model, test, 1)).isZero();
    assertThat(task.wrong(model, test, 3)).isZero();
  }

  @Test
  void refusesWhatIsTooShort() {
    assertThatThrownBy(() -> LongLag.COPY.examples(9, 1, 1))
        .hasMessage("The length must be between 10 and 1000000; it is 9.");
  }
}
