import module dev.sluice.model;

/** Learns music and composes some. DATA is a folder of MIDI files, or piano rolls as text. */
void main(String[] arguments) throws IOException {
  var parts = PianoRoll.read(Path.of(arguments[0]), 4).split(Split.parse("80/10/10"), 1);
  var task = Music.PIANO;
  var model =
      Model.of(
          1,
          Layer.input(task.keys()),
          Layer.recurrent(Cell.named("lstm"), 100),
          Layer.dropout(0.5),
          Layer.linear(task.keys()));
  var train = task.examples(parts.train());
  var test = task.examples(parts.test());
  new Trainer(model, task.loss(), Optimizer.adam(5e-3), Clip.norm(1))
      .withPatience(10)
      .fit(train.batches(8), task.examples(parts.validation()).batches(32), 200, IO::println);

  IO.println(
      "test: %.3f nats per step; keys that go on as they do %.3f"
          .formatted(
              Evaluation.of(model, test.batches(32), task.loss(), 2).loss(),
              task.persistence(train, test)));
  var piece = task.compose(model, new int[0][], 64, 0.9, 7);
  AtomicFile.write(Path.of("new.mid"), Midi.write(piece, 1, 90));
  Checkpoint.of(model, task).save(Path.of("chorales.safetensors"));
}
