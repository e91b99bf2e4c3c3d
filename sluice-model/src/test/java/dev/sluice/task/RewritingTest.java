package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cell.Cell;
import dev.sluice.data.Tokens;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.source.Labelled;
import dev.sluice.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RewritingTest {

  /** Numbers in words, to be written in digits. */
  private static Labelled numbers(int count, long seed) {
    String[] digits = {"zero", "one", "two", "three", "four"};
    SplittableRandom random = new SplittableRandom(seed);
    List<Labelled.Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder words = new StringBuilder();
      StringBuilder number = new StringBuilder();
      for (int digit = random.nextInt(1, 4); digit > 0; digit--) {
        int drawn = random.nextInt(5);
        words.append(words.isEmpty() ? "" : " ").append(digits[drawn]);
        number.append(drawn);
      }
      rows.add(
          new Labelled.Row(number.toString(), new Labelled.Writing(words.toString()), "row " + i));
    }
    return new Labelled("numbers", rows);
  }

  @Test
  void writesWhatItReadInOtherSymbols() {
    Labelled train = numbers(1500, 1);
    Rewriting task = Rewriting.of(train, Tokens.CHARACTERS);
    Layer.Recurrent gru = Layer.recurrent(Cell.named("gru"), 32);
    Model model =
        Model.of(
            1,
            task.reading().layer(12),
            Layer.bidirectional(Cell.named("gru"), 24),
            task.decoder(12, gru),
            Layer.linear(task.written().size()));
    task.require(model);
    new Trainer(model, task.loss(), Optimizer.adam(1e-2), Clip.norm(1))
        .fit(task.examples(train).batches(32), null, 12, _ -> {});
    assertThat(task.accuracy(model, task.examples(numbers(100, 2)))).isGreaterThan(0.9);
    assertThat(task.write(model, new Labelled.Writing("two four"), 9, 3)).isEqualTo("24");
  }

  @Test
  void refusesWhatCannotBeWritten() {
    Labelled train = numbers(50, 1);
    assertThatThrownBy(() -> Rewriting.of(train, Tokens.BYTES))
        .hasMessageStartingWith("Bytes cannot be written");
    Rewriting task = Rewriting.of(train, Tokens.CHARACTERS);
    Labelled strange =
        new Labelled("x", List.of(new Labelled.Row("9", new Labelled.Writing("one"), "x, line 1")));
    assertThatThrownBy(() -> task.examples(strange))
        .hasMessage(
            "x, line 1 is to be written as '9', which has what the training data did not have.");
    Model other =
        Model.of(
            1,
            task.reading().layer(3),
            task.decoder(3, Layer.recurrent(Cell.named("gru"), 3)),
            Layer.linear(2));
    assertThatThrownBy(() -> task.require(other))
        .hasMessage("The task needs 6 scores; the model gives 2.");
  }
}
