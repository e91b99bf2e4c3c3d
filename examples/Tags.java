import module dev.sluice.model;

/** Which part of speech is each word? DATA is a CoNLL-U file, or has a word and its tag a line. */
void main(String[] arguments) throws IOException {
  var parts = Tagged.read(Path.of(arguments[0]), "").split(Split.parse("80/10/10"), 1);
  var task = Tagging.of(parts.train());
  var lstm = Cell.named("lstm");
  var start = Initialization.STANDARD.withEmbedding(new Initializer.Normal(0, 0.1));
  var model =
      Model.of(
          1,
          start,
          List.of(
              task.layer(64, 24, Layer.recurrent(lstm, 32)), // words, and their letters
              Layer.dropout(0.4),
              Layer.bidirectional(lstm, 100),
              Layer.dropout(0.4),
              Layer.linear(task.tags().size()),
              Layer.transitions(task.tags().size()))); // tags are chosen together
  new Trainer(model, task.loss(), Optimizer.adamW(2e-3), Clip.norm(5))
      .withPatience(2)
      .fit(
          task.examples(parts.train()).batches(16),
          task.examples(parts.validation()).batches(64),
          6,
          IO::println);

  IO.println(
      "test: accuracy %.4f; most frequent tags %.4f"
          .formatted(
              task.confusion(model, task.examples(parts.test()), 2).accuracy(),
              task.baseline(parts.train(), parts.test()).accuracy()));
  var words = List.of("we", "saw", "it");
  IO.println(words + " " + task.names(task.tags(model, task.untagged(List.of(words)), 1)[0]));
  Checkpoint.of(model, task).save(Path.of("tags.safetensors"));
}
