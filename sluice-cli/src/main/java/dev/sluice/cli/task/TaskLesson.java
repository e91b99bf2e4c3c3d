package dev.sluice.cli.task;

import dev.sluice.cli.console.Records;
import dev.sluice.cli.train.Lesson;
import dev.sluice.cli.train.Score;
import dev.sluice.data.Batches;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.task.LongLag;
import dev.sluice.task.Remembering;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A classic task in which what matters came long ago. */
final class TaskLesson implements Lesson {
  /** As many as Hochreiter and Schmidhuber ask to be right one after the other. */
  private static final int JUDGED = 2_000;

  /** Sequences for training have the seed of the user; these are others. */
  private static final long JUDGED_SEED = Long.MIN_VALUE + 1;

  private final TaskOptions options;
  private final Remembering task;
  private final Batches train;
  private final Examples judged;
  private final Batches validation;

  TaskLesson(TaskOptions options) {
    this.options = options;
    task = new Remembering(options.task(), options.length());
    judged = options.task().examples(options.length(), JUDGED, JUDGED_SEED);
    validation = judged.batches(100);
    train =
        options
            .task()
            .training(
                options.length(), options.sequences(), options.batch(), options.learning().seed());
  }

  @Override
  public Remembering task() {
    return task;
  }

  @Override
  public String digest() {
    return "drawn"; // the options say all
  }

  @Override
  public List<Layer> layers() {
    LongLag lag = options.task();
    List<Layer> stack = new ArrayList<>();
    stack.add(Layer.input(lag.inputs()));
    stack.addAll(options.model().recurrent(layer -> layer));
    if (lag.isOfWhole()) {
      stack.add(Layer.last());
    }
    stack.add(Layer.linear(lag.outputs()));
    return stack;
  }

  @Override
  public Loss loss() {
    return task.loss();
  }

  @Override
  public Batches train() {
    return train;
  }

  @Override
  public Batches validation() {
    return validation;
  }

  @Override
  public String unit() {
    return "sequences";
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "%s at length %,d, %,d new sequences in each epoch, %,d to judge by, %,d for the end",
        options.task(),
        options.length(),
        options.sequences(),
        JUDGED,
        TaskScore.TESTED);
  }

  @Override
  public Map<String, @Nullable Object> facts() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("task", options.task().toString());
    facts.put("length", options.length());
    facts.put("training", options.sequences());
    facts.put("validation", JUDGED);
    facts.put("test", TaskScore.TESTED);
    return facts;
  }

  @Override
  public Lesson ofSeed(long seed) {
    return new TaskLesson(Records.with(options, Map.of("seed", seed)));
  }

  /** Solved is what has none wrong of as many as were asked for in 1997. */
  @Override
  public boolean isLearned(Model model, int threads) {
    return options.task().wrong(model, judged, threads) == 0;
  }

  @Override
  public Score judge(Model model, int threads) {
    return TaskScore.of(task, model, threads);
  }
}
