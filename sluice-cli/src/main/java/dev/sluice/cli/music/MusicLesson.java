package dev.sluice.cli.music;

import dev.sluice.cli.train.Divided;
import dev.sluice.cli.train.DividedLesson;
import dev.sluice.cli.train.Figure;
import dev.sluice.cli.train.Measure;
import dev.sluice.cli.train.Score;
import dev.sluice.loss.Loss;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.source.Parts;
import dev.sluice.source.PianoRoll;
import dev.sluice.task.Music;
import dev.sluice.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which keys sound next. */
record MusicLesson(MusicOptions options, Music task, Divided<PianoRoll> data)
    implements DividedLesson<PianoRoll> {

  static MusicLesson of(MusicOptions options, Parts<PianoRoll> parts) {
    Music task = Music.PIANO;
    return new MusicLesson(options, task, Divided.of(parts, task::examples, options.batch()));
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
  public String unit() {
    return "pieces";
  }

  @Override
  public Score judge(Model model, int threads) {
    Evaluation evaluation =
        Evaluation.of(model, data.test().batches(options.batch()), task.loss(), threads);
    Map<String, Double> trivial =
        Map.of("persistence", task.persistence(data.train(), data.test()));
    return new Score(
        Score.data(data.isTested(), evaluation.targets(), "steps"),
        List.of(new Figure("nats per step", Measure.LOSS, evaluation.loss(), trivial)),
        Map.of());
  }
}
