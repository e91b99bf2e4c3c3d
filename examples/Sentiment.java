import module dev.sluice.model;

/** Is a review good or bad? DATA has a label, a tab and a text on each line, or is a folder. */
void main(String[] arguments) throws IOException {
  var parts = Labelled.read(Path.of(arguments[0])).split(Split.parse("80/10/10"), 1);
  var task = Classification.of(parts.train(), Tokens.WORDS);
  var start = Initialization.STANDARD.withEmbedding(new Initializer.Normal(0, 0.1));
  var model =
      Model.of(
          1,
          start,
          List.of(
              task.reading().layer(64),
              Layer.dropout(0.5),
              Layer.bidirectional(Cell.named("lstm"), 64),
              Layer.pool(Layer.Pooling.MAX),
              Layer.dropout(0.5),
              Layer.linear(task.labels().size())));
  new Trainer(model, task.loss(), Optimizer.adamW(1e-3), Clip.norm(5))
      .withPatience(3)
      .fit(
          task.examples(parts.train()).batches(32),
          task.examples(parts.validation()).batches(256),
          15,
          IO::println);

  var test = task.confusion(model, task.examples(parts.test()), 2);
  IO.println(
      "test: accuracy %.3f; naive Bayes %.3f"
          .formatted(test.accuracy(), NaiveBayes.of(parts.train()).accuracy(parts.test())));
  Checkpoint.of(model, task).save(Path.of("sentiment.safetensors"));
}
