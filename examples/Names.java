import module dev.sluice.model;

/** Of which language is a name? DATA is a folder with a file for each language, a name a line. */
void main(String[] arguments) throws IOException {
  var data = Labelled.read(Path.of(arguments[0]));
  var parts = data.split(Split.parse("80/10/10"), 1);
  var task = Classification.of(parts.train(), Tokens.CHARACTERS);
  var model =
      Model.of(
          1,
          task.reading().layer(32),
          Layer.bidirectional(Cell.named("lstm"), 64),
          Layer.last(),
          Layer.dropout(0.3),
          Layer.linear(task.labels().size()));
  new Trainer(model, task.loss(), Optimizer.adamW(3e-3), Clip.norm(5))
      .withPatience(3)
      .fit(
          task.examples(parts.train()).batches(32),
          task.examples(parts.validation()).batches(256),
          15,
          IO::println);

  var test = task.confusion(model, task.examples(parts.test()), 2);
  IO.println(
      "test: accuracy %.3f, macro recall %.3f".formatted(test.accuracy(), test.macroRecall()));

  var names =
      List.<Labelled.Content>of(new Labelled.Writing("Nakamura"), new Labelled.Writing("O'Neill"));
  for (var probabilities : task.probabilities(model, task.unlabelled(names, "here"), 1)) {
    int best = Classification.likeliest(probabilities);
    IO.println(task.labels().get(best) + " " + probabilities[best]);
  }
  Checkpoint.of(model, task).save(Path.of("names.safetensors"));
}
