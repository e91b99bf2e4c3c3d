/**
 * What a model is for: how data becomes what it reads, and what its scores mean. Everything that is
 * found on training data to that end (labels, a vocabulary, a scaling) is part of a {@link
 * dev.sluice.task.Task}, and goes into the model file with the model.
 *
 * {@snippet :
 * Labelled train = Labelled.read(Path.of("train.txt")); // label, tab, text
 * Classification task = Classification.of(train, Tokens.WORDS);
 * Model model =
 *     Model.of(
 *         1,
 *         task.reading().layer(64),
 *         Layer.bidirectional(Cell.named("lstm"), 64),
 *         Layer.last(),
 *         Layer.linear(task.labels().size()));
 * new Trainer(model, task.loss(), Optimizer.adamW(2e-3), Clip.norm(1))
 *     .fit(task.examples(train).batches(32), null, 10, System.out::println);
 * Examples test = task.examples(Labelled.read(Path.of("test.txt")));
 * System.out.println(task.confusion(model, test, 2).accuracy());
 * Checkpoint.of(model, task).save(Path.of("labels.safetensors"));
 * }
 *
 * <p>{@link dev.sluice.task.Classification} gives a label to a sequence, {@link
 * dev.sluice.task.Tagging} a tag to each word, {@link dev.sluice.task.Forecasting} says what the
 * columns of a series will be, {@link dev.sluice.task.Music} which keys sound next, {@link
 * dev.sluice.task.NextSymbol} which symbol of a text comes next, {@link dev.sluice.task.Rewriting}
 * writes one sequence from another. Each but the last has a trivial guess beside it that a model
 * has to beat. {@link dev.sluice.task.LongLag} draws the classic tasks in which what matters came
 * long ago.
 */
@NullMarked
package dev.sluice.task;

import org.jspecify.annotations.NullMarked;
