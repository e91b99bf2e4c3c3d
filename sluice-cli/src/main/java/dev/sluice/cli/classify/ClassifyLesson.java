package dev.sluice.cli.classify;

import dev.sluice.cli.train.Lesson;
import dev.sluice.cli.train.Score;
import dev.sluice.data.Batches;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.metric.Confusion;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Labelled;
import dev.sluice.source.Parts;
import dev.sluice.task.Classification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which label a sequence has. */
final class ClassifyLesson implements Lesson {
  private final ClassifyOptions options;
  private final Parts<Labelled> parts;
  private final Classification task;
  private final Examples train;
  private final Examples validation;
  private final Labelled last;

  /** Of {@link #last}: what is wrong with the test data is said before hours of work. */
  private final Examples test;

  ClassifyLesson(ClassifyOptions options, Parts<Labelled> parts) {
    this.options = options;
    this.parts = parts;
    task = Classification.of(parts.train(), options.tokens());
    Labelled judged = Objects.requireNonNull(parts.validation());
    last = Objects.requireNonNullElse(parts.test(), judged);
    train = task.examples(parts.train());
    validation = task.examples(judged);
    test = task.examples(last);
  }

  @Override
  public Classification task() {
    return task;
  }

  @Override
  public String digest() {
    return parts.digest();
  }

  @Override
  public List<Layer> layers() {
    int[] order = train.byLength();
    List<Layer> stack = new ArrayList<>();
    stack.add(task.reading().layer(options.model().embeddingSize()));
    stack.addAll(options.model().recurrent(options.directions()::of));
    stack.add(options.pool().layer(train.steps(order[order.length - 1])));
    stack.add(Layer.linear(task.labels().size()));
    return stack;
  }

  @Override
  public Loss loss() {
    return Loss.crossEntropy().withSmoothing(options.smoothing());
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
    return "sequences";
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "%,d sequences to learn from, %,d to judge by, %,d for the end; %,d labels",
        train.count(),
        validation.count(),
        parts.test() == null ? 0 : test.count(),
        task.labels().size());
  }

  @Override
  public Map<String, @Nullable Object> facts() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("training", train.count());
    facts.put("validation", validation.count());
    facts.put("test", parts.test() == null ? 0 : test.count());
    facts.put("labels", task.labels());
    return facts;
  }

  @Override
  public Score judge(Model model, int threads) {
    Confusion confusion = task.confusion(model, test, threads);
    return ClassifyScore.of(
        Score.data(parts.test() != null, test.count(), unit()),
        confusion,
        ClassifyScore.guesses(parts.train(), last));
  }
}
