package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cell.Cell;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.data.Tokens;
import dev.sluice.loss.Loss;
import dev.sluice.metric.Confusion;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.source.Labelled;
import dev.sluice.source.Labelled.Content;
import dev.sluice.source.Labelled.Row;
import dev.sluice.source.Labelled.Steps;
import dev.sluice.source.Labelled.Writing;
import dev.sluice.train.Report;
import dev.sluice.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClassificationTest {

  private static Labelled labelled(Object... labelsAndContents) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < labelsAndContents.length; i += 2) {
      Content content =
          labelsAndContents[i + 1] instanceof String text
              ? new Writing(text)
              : (Content) labelsAndContents[i + 1];
      rows.add(new Row((String) labelsAndContents[i], content, "data, line " + (i / 2 + 1)));
    }
    return new Labelled("data", rows);
  }

  /** Whether the largest of some numbers comes before the smallest. */
  private static Labelled order(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = random.nextInt(4, 13);
      float[] values = new float[length];
      for (int j = 0; j < length; j++) {
        values[j] = (float) (100 + 5 * random.nextDouble(-1, 1));
      }
      int high = random.nextInt(length);
      int low = (high + random.nextInt(1, length)) % length;
      values[high] = 120;
      values[low] = 80;
      rows.add(new Row(high < low ? "falls" : "rises", new Steps(1, values), "row " + i));
    }
    return new Labelled("order", rows);
  }

  @Test
  void learnsWhichComesFirst() {
    Labelled train = order(400, 1);
    Classification task = Classification.of(train, Tokens.CHARACTERS);
    Model model =
        Model.of(
            1,
            task.reading().layer(0),
            Layer.bidirectional(Cell.named("gru"), 12),
            Layer.last(),
            Layer.linear(task.labels().size()));
    Examples validation = task.examples(order(100, 2));
    Report report =
        new Trainer(model, Loss.crossEntropy(), Optimizer.adam(1e-2), Clip.norm(1))
            .withPatience(5)
            .fit(task.examples(train).batches(32), validation.batches(64), 40, _ -> {});
    assertThat(report.last().best()).isLessThan(0.2);
    Labelled test = order(200, 3);
    Confusion confusion = task.confusion(model, task.examples(test), 2);
    assertThat(confusion.accuracy()).isGreaterThan(0.95);
    assertThat(confusion.total()).isEqualTo(200);
    assertThat(task.probabilities(model, validation, 1))
        .isDeepEqualTo(task.probabilities(model, validation, 3));
  }

  @Test
  void scalingIsThatOfTheTrainingData() {
    Labelled train =
        labelled(
            "a", new Steps(2, new float[] {1, 7, 3, 7}), "b", new Steps(2, new float[] {5, 7}));
    Classification task = Classification.of(train, Tokens.CHARACTERS);
    Example example = task.examples(labelled("b", new Steps(2, new float[] {3, 8}))).get(0);
    float[] values = ((Example.Numbers) example.input()).values();
    assertThat(values).containsExactly(0, 1);
    Reading.Scaled scaled = (Reading.Scaled) task.reading();
    assertThat(scaled.means()).containsExactly(3.0, 7.0);
    assertThat(scaled.deviations()).containsExactly(Math.sqrt(8 / 3.0), 1.0);
  }

  @Test
  void symbolsThatTrainingDidNotHaveAreOne() {
    Classification letters = Classification.of(labelled("a", "xyx", "b", "zz"), Tokens.CHARACTERS);
    assertThat(symbols(letters, "b", "xaz!")).containsExactly(1, 0, 3, 0);
    Classification words =
        Classification.of(labelled("a", "to be, or not to be", "b", "to see or not"), Tokens.WORDS);
    assertThat(symbols(words, "b", "to ask, or be")).containsExactly(1, 0, 0, 4, 2);
  }

  private static int[] symbols(Classification task, String label, String text) {
    return ((Example.Symbols) task.examples(labelled(label, text)).get(0).input()).ids();
  }

  @Test
  void refusesWhatItCannotLearnOrRead() {
    assertThatThrownBy(() -> Classification.of(labelled("a", "x", "a", "y"), Tokens.CHARACTERS))
        .hasMessage("All 2 sequences of data have the label 'a': there is nothing to tell apart.");
    Classification task = Classification.of(labelled("a", "x", "b", "y"), Tokens.CHARACTERS);
    assertThatThrownBy(() -> task.examples(labelled("c", "x")))
        .hasMessage(
            "data, line 1 has the label 'c', which the training data did not have. There: a, b.");
    assertThatThrownBy(() -> task.examples(labelled("a", new Steps(2, new float[] {1, 2}))))
        .hasMessage("data, line 1 has 2 numbers at each step; the model reads text.");
  }
}
