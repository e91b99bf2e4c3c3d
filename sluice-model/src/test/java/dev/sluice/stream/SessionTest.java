package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cell.Cell;
import dev.sluice.data.Batch;
import dev.sluice.kernel.Workers;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.model.Pass;
import dev.sluice.model.State;
import dev.sluice.optim.Clip;
import dev.sluice.optim.Optimizer;
import dev.sluice.train.Repeated;
import dev.sluice.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final int CLASSES = 26;
  private static final int[] TEXT = Repeated.letters("thequickbrownfoxjumpsoverthelazydog");

  private static Model model() {
    return Model.of(
        1,
        Layer.embedding(CLASSES, 6),
        Layer.recurrent(Cell.named("lstm"), 17),
        Layer.dropout(0.5),
        Layer.recurrent(Cell.named("gru"), 16),
        Layer.linear(CLASSES));
  }

  @Test
  void streamingGivesTheBitsOfTheSequence() {
    Model model = model();
    Batch batch = new Batch();
    new Repeated(TEXT, 3, 30, 2).read(0, batch); // row r begins at symbol r
    float[] scores = Pass.inference(model, Workers.single()).run(batch, State.of(model, 3));
    for (int row = 0; row < 3; row++) {
      Session session = Session.of(model);
      for (int step = 0; step < 30; step++) {
        float[] logits = session.step(TEXT[(row + step) % TEXT.length]);
        int from = (step * 3 + row) * CLASSES;
        assertThat(Arrays.copyOf(logits, CLASSES))
            .isEqualTo(Arrays.copyOfRange(scores, from, from + CLASSES));
      }
    }
  }

  @Test
  void threadsChangeNoBit() {
    Model model = model();
    int[] expected =
        Session.of(model).generate(TEXT, Sampler.temperature(1, 5)).limit(50).toArray();
    for (int threads = 2; threads <= 4; threads++) {
      try (Workers workers = new Workers(threads)) {
        Session session = Session.of(model, workers);
        assertThat(session.generate(TEXT, Sampler.temperature(1, 5)).limit(50))
            .containsExactly(Arrays.stream(expected).boxed().toArray(Integer[]::new));
      }
    }
  }

  @Test
  void logitsAreAsManyAsSymbols() {
    assertThat(Session.of(model()).step(0)).hasSize(CLASSES);
  }

  @Test
  void generatesWhatStepsWouldGive() {
    Model model = model();
    int[] prompt = {3, 1, 4};
    int[] generated =
        Session.of(model).generate(prompt, Sampler.temperature(1, 5)).limit(20).toArray();
    Session session = Session.of(model);
    Sampler sampler = Sampler.temperature(1, 5);
    session.step(3);
    session.step(1);
    int last = 4;
    for (int id : generated) {
      last = sampler.next(session.step(last));
      assertThat(last).isEqualTo(id);
    }
  }

  @Test
  void aRestoredSessionGoesOnAsItWould() {
    Model model = model();
    Session session = Session.of(model);
    for (int id : TEXT) {
      session.step(id);
    }
    State saved = session.save();
    float[] expected = session.step(2).clone();
    session.step(9);
    session.restore(saved);
    assertThat(session.step(2)).isEqualTo(expected);
    Session other = Session.of(model);
    other.restore(saved);
    assertThat(other.step(2)).isEqualTo(expected);
    session.reset();
    assertThat(session.save()).isEqualTo(Session.of(model).save());
  }

  @Test
  void aSessionSeesWhatWasLearnedAfterItBegan() {
    Model model = model();
    Session session = Session.of(model);
    session.step(1);
    new Trainer(model, Loss.crossEntropy(), Optimizer.adam(1e-2), Clip.none())
        .fit(new Repeated(TEXT, 2, 5, 3), null, 1, _ -> {});
    session.reset();
    assertThat(session.step(1)).isEqualTo(Session.of(model).step(1));
  }

  @Test
  void aHundredThreadsShareOneModel() throws Exception {
    Model model = model();
    int threads = 100;
    CountDownLatch start = new CountDownLatch(threads);
    Callable<int[]> task =
        () -> {
          start.countDown();
          start.await();
          return Session.of(model)
              .generate(new int[] {7}, Sampler.temperature(1, 3))
              .limit(100)
              .toArray();
        };
    List<Future<int[]>> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        results.add(executor.submit(task));
      }
      int[] expected =
          Session.of(model())
              .generate(new int[] {7}, Sampler.temperature(1, 3))
              .limit(100)
              .toArray();
      for (Future<int[]> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void refusesWhatItCannotRead() {
    Session session = Session.of(model());
    assertThatThrownBy(() -> session.step(CLASSES))
        .hasMessage("Symbol 26 is outside the model's vocabulary of 26.");
    assertThatThrownBy(() -> session.generate(new int[0], Sampler.greedy()))
        .hasMessage("The prompt is empty; it needs at least one symbol.");
    State other = State.of(Model.of(1, Layer.embedding(3, 3), Layer.linear(3)), 1);
    assertThatThrownBy(() -> session.restore(other)).hasMessage("The state layer0.h is missing.");
  }

  @Test
  void numbersAndLearnedStartsStreamToo() {
    Model model =
        Model.of(
            3,
            Layer.input(2),
            Layer.recurrent(Cell.named("gru"), 4).withLearnedStart(),
            Layer.residual(Layer.dropout(0.2), Layer.recurrent(Cell.named("lstm"), 4)),
            Layer.linear(3));
    model.parameters().tensor("layer0.h.start").values()[1] = 0.5f;
    model.parameters().changed();
    Batch batch = new Batch();
    batch.shape(6, 1);
    float[] features = batch.features(2);
    for (int i = 0; i < 12; i++) {
      features[i] = i / 7f - 1;
    }
    float[] whole = Pass.inference(model, Workers.single()).run(batch, State.of(model, 1));
    Session session = Session.of(model);
    for (int step = 0; step < 6; step++) {
      float[] scores = session.step(Arrays.copyOfRange(features, 2 * step, 2 * step + 2));
      assertThat(Arrays.copyOf(scores, 3))
          .isEqualTo(Arrays.copyOfRange(whole, 3 * step, 3 * step + 3));
    }
    assertThatThrownBy(() -> session.step(new float[3]))
        .hasMessage("The model reads 2 numbers at each step; 3 numbers were given.");
    Session text = Session.of(model());
    assertThatThrownBy(() -> text.step(new float[1]))
        .hasMessage("The model reads a symbol at each step; 1 numbers were given.");
    text.step(1); // goes on as if nothing had happened
  }

  @Test
  void whatNeedsTheWholeIsRefused() {
    Model both =
        Model.of(1, Layer.input(2), Layer.bidirectional(Cell.named("gru"), 4), Layer.linear(3));
    assertThatThrownBy(() -> Session.of(both))
        .hasMessage(
            "A session reads step by step; this model needs a sequence as a whole: input 2 → 2,"
                + " bidirectional gru 2 → 8, linear 8 → 3.");
  }
}
