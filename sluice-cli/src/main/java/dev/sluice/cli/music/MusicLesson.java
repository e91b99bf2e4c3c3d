package dev.sluice.cli.music;

import dev.sluice.cli.train.Figure;
import dev.sluice.cli.train.Lesson;
import dev.sluice.cli.train.Measure;
import dev.sluice.cli.train.Score;
import dev.sluice.data.Batches;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Parts;
import dev.sluice.source.PianoRoll;
import dev.sluice.task.Music;
import dev.sluice.train.Evaluation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which keys sound next. */
final class MusicLesson implements Lesson {
  private final MusicOptions options;
  private final Parts<PianoRoll> parts;
  private final Music task = Music.PIANO;
  private final Examples train;
  private final Examples validation;
  private final Examples test;

  MusicLesson(MusicOptions options, Parts<PianoRoll> parts) {
    this.options = options;
    this.parts = parts;
    train = task.examples(parts.train());
    validation = task.examples(Objects.requireNonNull(parts.validation()));
    test = parts.test() == null ? validation : task.examples(parts.test());
  }

  @Override
  public Music task() {
    return task;
  }

  @Override
  public String digest() {
    return parts.digest();
  }

  @Override
  public List<Layer> layers() {
    List<Layer> stack = new ArrayList<>();
    stack.add(Layer.input(task.keys()));
    stack.addAll(options.model().recurrent(layer -> layer));
    stack.add(Layer.linear(task.keys()));
    return stack;
  }

  @Override
  public Loss loss() {
    return task.loss();
  }

  @Override
  public Batches train() {
    return train.batches(options.batch());
  }

  @Override
  public Batches validation() {
    return validation.batches(options.batch());
  }

  @Override
  public String unit() {
    return "pieces";
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "%,d pieces to learn from, %,d to judge by, %,d for the end",
        train.count(),
        validation.count(),
        parts.test() == null ? 0 : test.count());
  }

  @Override
  public Map<String, @Nullable Object> facts() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("training", train.count());
    facts.put("validation", validation.count());
    facts.put("test", parts.test() == null ? 0 : test.count());
    return facts;
  }

  @Override
  public Score judge(Model model, int threads) {
    Evaluation evaluation =
        Evaluation.of(model, test.batches(options.batch()), task.loss(), threads);
    Map<String, Double> trivial = Map.of("persistence", task.persistence(train, test));
    return new Score(
        Score.data(parts.test() != null, evaluation.targets(), "steps"),
        List.of(new Figure("nats per step", Measure.LOSS, evaluation.loss(), trivial)),
        Map.of());
  }
}
