package dev.sluice.cli.tag;

import dev.sluice.cli.train.Divided;
import dev.sluice.cli.train.DividedLesson;
import dev.sluice.cli.train.Score;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Parts;
import dev.sluice.source.Tagged;
import dev.sluice.task.Tagging;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which tag each word of a sentence has. */
record TagLesson(TagOptions options, Tagging task, Divided<Tagged> data)
    implements DividedLesson<Tagged> {

  static TagLesson of(TagOptions options, Parts<Tagged> parts) {
    Tagging task = Tagging.of(parts.train());
    return new TagLesson(options, task, Divided.of(parts, task::examples, options.batch()));
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
  public String unit() {
    return "sentences";
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "%s; %,d known words, %,d tags",
        DividedLesson.super.description(),
        task.words().size() - 1,
        task.tags().size());
  }

  @Override
  public Map<String, @Nullable Object> facts() {
    Map<String, @Nullable Object> facts = DividedLesson.super.facts();
    facts.put("words", task.words().size() - 1);
    facts.put("tags", task.tags());
    return facts;
  }

  @Override
  public Score judge(Model model, int threads) {
    String about = Score.data(data.isTested(), data.last().words(), "words");
    double trivial = task.baseline(data.parts().train(), data.last()).accuracy();
    return TagScore.of(
        about, task, model, data.test(), Map.of("most frequent tag", trivial), threads);
  }
}
