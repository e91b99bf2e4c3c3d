package dev.sluice.cli.tag;

import dev.sluice.cli.train.Lesson;
import dev.sluice.cli.train.Score;
import dev.sluice.data.Batches;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Parts;
import dev.sluice.source.Tagged;
import dev.sluice.task.Tagging;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which tag each word of a sentence has. */
final class TagLesson implements Lesson {
  private final TagOptions options;
  private final Parts<Tagged> parts;
  private final Tagging task;
  private final Examples train;
  private final Examples validation;
  private final Tagged last;
  private final Examples test;

  TagLesson(TagOptions options, Parts<Tagged> parts) {
    this.options = options;
    this.parts = parts;
    task = Tagging.of(parts.train());
    Tagged judged = Objects.requireNonNull(parts.validation());
    last = Objects.requireNonNullElse(parts.test(), judged);
    train = task.examples(parts.train());
    validation = task.examples(judged);
    test = task.examples(last);
  }

  @Override
  public Tagging task() {
    return task;
  }

  @Override
  public String digest() {
    return parts.digest();
  }

  @Override
  public List<Layer> layers() {
    Layer.Recurrent letters = Layer.recurrent(options.model().cell(), options.letterHidden());
    int tags = task.tags().size();
    List<Layer> stack = new ArrayList<>();
    stack.add(task.layer(options.model().embeddingSize(), options.letters(), letters));
    stack.addAll(options.model().recurrent(options.directions()::of));
    stack.add(Layer.linear(tags));
    stack.add(Layer.transitions(tags));
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
    return "sentences";
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "%,d sentences to learn from, %,d to judge by, %,d for the end; %,d known words, %,d tags",
        train.count(),
        validation.count(),
        parts.test() == null ? 0 : test.count(),
        task.words().size() - 1,
        task.tags().size());
  }

  @Override
  public Map<String, @Nullable Object> facts() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("training", train.count());
    facts.put("validation", validation.count());
    facts.put("test", parts.test() == null ? 0 : test.count());
    facts.put("words", task.words().size() - 1);
    facts.put("tags", task.tags());
    return facts;
  }

  @Override
  public Score judge(Model model, int threads) {
    String data = Score.data(parts.test() != null, last.words(), "words");
    double trivial = task.baseline(parts.train(), last).accuracy();
    return TagScore.of(data, task, model, test, Map.of("most frequent tag", trivial), threads);
  }
}
