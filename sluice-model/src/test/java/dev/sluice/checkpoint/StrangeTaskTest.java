package dev.sluice.checkpoint;

import dev.sluice.cell.Cell;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.task.Classification;
import dev.sluice.task.Forecasting;
import dev.sluice.task.LongLag;
import dev.sluice.task.Music;
import dev.sluice.task.Reading;
import dev.sluice.task.Remembering;
import dev.sluice.task.Rewriting;
import dev.sluice.task.Tagging;
import dev.sluice.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sound files of models for each task, whose descriptions say what cannot be. */
class StrangeTaskTest {
  private static final Layer.Recurrent CELL = Layer.recurrent(Cell.named("elman"), 4);
  private static final Vocabulary LETTERS = Vocabulary.ofCharacters("abc").open();
  private static final Vocabulary WORDS = Vocabulary.ofWords(List.of("a b"), 1);
  private static final Reading NUMBERS = new Reading.Scaled(List.of(0.0, 1.0), List.of(1.0, 2.0));

  /** A model for each task; together they have all layers. */
  enum Kind {
    TAGGING(
        new Tagging(WORDS, LETTERS, List.of("N", "V")),
        new Layer.Spelled(WORDS.size(), 3, LETTERS.size(), 2, CELL),
        Layer.bidirectional(CELL, Layer.Join.CONCATENATE),
        Layer.residual(CELL, Layer.linear(8)),
        Layer.linear(2),
        Layer.transitions(2)),
    REWRITING(
        new Rewriting(NUMBERS, LETTERS),
        Layer.input(2),
        CELL,
        Layer.decoder(4, 3, CELL),
        Layer.linear(4)),
    CLASSIFICATION(
        new Classification(NUMBERS, List.of("up", "down")),
        Layer.input(2),
        CELL,
        Layer.pool(Layer.Pooling.ATTENTION),
        Layer.linear(2)),
    REMEMBERING(
        new Remembering(LongLag.PARITY, 10),
        Layer.input(LongLag.PARITY.inputs()),
        CELL,
        Layer.linear(LongLag.PARITY.outputs())),
    MUSIC(new Music(60, 5), Layer.input(5), CELL, Layer.linear(5)),
    FORECASTING(
        new Forecasting(
            List.of(new Forecasting.Column("load", false, 5, 2, false)),
            List.of(),
            List.of(new Forecasting.Target(0, 1.5)),
            12,
            1,
            Forecasting.Anchor.LAST,
            1,
            List.of(),
            false,
            false,
            List.of()),
        Layer.input(1),
        CELL,
        Layer.linear(1));

    private final Task task;
    private final List<Layer> layers;

    Kind(Task task, Layer... layers) {
      this.task = task;
      this.layers = List.of(layers);
    }
  }

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} {2}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          TAGGING | "letterSize":2 | "letterSize":0 | M is damaged: the embedding size of letters must be at least 1; it is 0.
          TAGGING | "letterSize":2 | "letterSize":5 | M is damaged: the parameter letters.table has shape [4, 2]; it should be [4, 5].
          TAGGING | "letters":4 | "letters":5 | M is damaged: the parameter letters.table has shape [4, 2]; it should be [5, 2].
          TAGGING | "join":"concatenate" | "join":"beside" | M is damaged: layers[1].join is 'beside', which this version does not know.
          TAGGING | "tags":2 | "tags":3 | M is damaged: layer 5 (transitions) expects the scores of 3 tags, but layer 4 (linear) produces 2.
          TAGGING | "tags":2 | "tags":-1 | M is damaged: the number of tags must be at least 1; it is -1.
          TAGGING | "tags":["N","V"] | "tags":["N"] | M is damaged: a tagging needs at least two tags, each once.
          TAGGING | "tags":["N","V"] | "tags":["N","V","N"] | M is damaged: a tagging needs at least two tags, each once.
          TAGGING | "a","b","c"] | "a","b"] | M is damaged: the task has 3 letters; the model reads others.
          TAGGING | "layer":"residual","layers":[ | "layer":"residual","layers":[7, | M is damaged: layers[2].layers[0] is not a JSON object.
          TAGGING | "layer":"residual" | "layer":"leftover" | M is damaged: layers[2].layer is 'leftover', a layer that this version does not know.
          TAGGING | {"layer":"linear","size":8} | {"layer":"linear","size":9} | M is damaged: layer 3 (residual) adds its input of size 8 to what its layers make of it, which has size 9: both have to be the same.
          REWRITING | "layer":"decoder","symbols":4 | "layer":"decoder","symbols":5 | M is damaged: the parameter decoder0.table has shape [4, 3]; it should be [5, 3].
          REWRITING | "layer":"decoder","symbols":4 | "layer":"decoder","symbols":0 | M is damaged: the number of symbols to write must be at least 1; it is 0.
          REWRITING | "layer":"decoder","symbols":4,"size":3 | "layer":"decoder","symbols":4,"size":2 | M is damaged: the parameter decoder0.table has shape [4, 3]; it should be [4, 2].
          REWRITING | "a","b","c"] | "a","b"] | M is damaged: the task needs 3 scores; the model gives 4.
          REWRITING | "open":true | "open":false | M is damaged: what is written needs an open vocabulary, whose symbol 0 is the end.
          REWRITING | "means":[0.0,1.0] | "means":[0.0] | M is damaged: there are 1 means and 2 deviations; there must be as many, at least one.
          REWRITING | "deviations":[1.0,2.0] | "deviations":[1.0,0.0] | M is damaged: a standard deviation must be above 0; one is 0.0.
          CLASSIFICATION | "pooling":"attention" | "pooling":"best" | M is damaged: layers[2].pooling is 'best', which this version does not know.
          CLASSIFICATION | "pooling":"attention" | "pooling":"mean" | M is damaged: there should be no parameter attention0.W_u.
          CLASSIFICATION | "labels":["up","down"] | "labels":["up","up"] | M is damaged: a label of the classification stands twice.
          CLASSIFICATION | "labels":["up","down"] | "labels":["up","down","left"] | M is damaged: the task needs 3 scores; the model gives 2.
          REMEMBERING | "puzzle":"parity" | "puzzle":"chess" | M is damaged: task.puzzle is 'chess', which this version does not know.
          REMEMBERING | "puzzle":"parity" | "puzzle":"copy" | M is damaged: the task has 10 numbers at each step; the model reads 1.
          REMEMBERING | "length":10 | "length":0 | M is damaged: the length must be between 10 and 1000000; it is 0.
          MUSIC | "keys":5 | "keys":6 | M is damaged: the task has 6 numbers at each step; the model reads 5.
          MUSIC | "keys":5 | "keys":500 | M is damaged: keys are MIDI numbers from 0 to 127; 500 from 60 on are not.
          MUSIC | "lowest":60 | "lowest":-1 | M is damaged: keys are MIDI numbers from 0 to 127; 5 from -1 on are not.
          FORECASTING | "horizon":1 | "horizon":0 | M is damaged: the horizon must be at least 1; it is 0.
          FORECASTING | "horizon":1 | "horizon":2 | M is damaged: the task needs 2 scores; the model gives 1.
          FORECASTING | "anchor":"LAST" | "anchor":"LINEAR" | M is damaged: a forecast has numbers of a linear autoregression if, and only if, that is its anchor.
          FORECASTING | "column":0 | "column":1 | M is damaged: a forecast of column 1 of 1 with spread 1.5 cannot be.
          FORECASTING | "deviation":2.0 | "deviation":0.0 | M is damaged: the column 'load' of the forecast has no scale.
          FORECASTING | "task":"forecasting" | "task":"guessing" | M is damaged: task.task is 'guessing', a task that this version does not know.
          """)
  void isAnsweredInOneSentence(Kind kind, String old, String with, String message)
      throws IOException {
    Path file = folder.resolve("m.safetensors");
    Checkpoint.of(Model.of(1, kind.layers), kind.task).save(file);
    Tampered tampered = new Tampered(file);
    tampered.replace(old, with);
    tampered.assertRefused(message);
  }
}
