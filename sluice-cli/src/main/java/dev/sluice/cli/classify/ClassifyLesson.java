package dev.sluice.cli.classify;

import dev.sluice.cli.train.Divided;
import dev.sluice.cli.train.DividedLesson;
import dev.sluice.cli.train.Score;
import dev.sluice.loss.Loss;
import dev.sluice.metric.Confusion;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Labelled;
import dev.sluice.source.Parts;
import dev.sluice.task.Classification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which label a sequence has. */
record ClassifyLesson(ClassifyOptions options, Classification task, Divided<Labelled> data)
    implements DividedLesson<Labelled> {

  static ClassifyLesson of(ClassifyOptions options, Parts<Labelled> parts) {
    Classification task = Classification.of(parts.train(), options.tokens());
    return new ClassifyLesson(options, task, Divided.of(parts, task::examples, options.batch()));
  }

  @Override
  public List<Layer> layers() {
    List<Layer> stack = new ArrayList<>();
    stack.add(task.reading().layer(options.model().embeddingSize()));
    stack.addAll(options.model().recurrent(options.directions()::of));
    stack.add(options.pool().layer(train().steps()));
    stack.add(Layer.linear(task.labels().size()));
    return stack;
  }

  @Override
  public Loss loss() {
    return Loss.crossEntropy().withSmoothing(options.smoothing());
  }

  @Override
  public String unit() {
    return "sequences";
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT, "%s; %,d labels", DividedLesson.super.description(), task.labels().size());
  }

  @Override
  public Map<String, @Nullable Object> facts() {
    Map<String, @Nullable Object> facts = DividedLesson.super.facts();
    facts.put("labels", task.labels());
    return facts;
  }

  @Override
  public Score judge(Model model, int threads) {
    Confusion confusion = task.confusion(model, data.test(), threads);
    return ClassifyScore.of(
        Score.data(data.isTested(), data.test().count(), unit()),
        confusion,
        ClassifyScore.guesses(data.parts().train(), data.last()));
  }
}
