/**
 * From a text, or from many sequences, to batches.
 *
 * <p>A {@link dev.sluice.data.Corpus} is a text cut by position into three parts, with the {@link
 * dev.sluice.data.Vocabulary} of the whole text, so that no part holds a symbol unknown to it.
 * {@link dev.sluice.data.Text#batches} lays a part out as {@link dev.sluice.data.Batches} for
 * truncated backpropagation through time: every row goes on where it stood in the batch before, and
 * the target is the next symbol.
 *
 * {@snippet :
 * Corpus corpus = Corpus.of(Path.of("bard.txt")); // characters, 90 / 5 / 5
 * Batches batches = corpus.train().batches(32, 128); // [step, batch]
 * Batch batch = new Batch(); // one, reused
 * for (int i = 0; i < batches.count(); i++) {
 *   batches.read(i, batch);
 * }
 * Trigram baseline = Trigram.of(corpus.train());
 * System.out.println(baseline.nats(corpus.validation()));
 * }
 *
 * <p>A text larger than memory is {@link dev.sluice.data.Corpus#onDisk}: it has the same parts.
 *
 * <p>{@link dev.sluice.data.Examples} are sequences of their own, of symbols, numbers or words,
 * with what is to be predicted of each: a class or numbers, of the whole or at each step. Their
 * batches have rows of about the same length, and come in another order in each epoch.
 *
 * {@snippet :
 * Example one =
 *     new Example(
 *         new Example.Numbers(2, new float[] {1, 0, 3, 1, 2, 0}), // three steps of two numbers
 *         new Example.Label(1));
 * Batches shuffled = Examples.of(List.of(one)).batches(32).inEpoch(7, 1);
 * }
 *
 * <p>What is wrong with a text or with what is asked of it is answered with an {@link
 * IllegalArgumentException}, what is wrong with a file with an {@link java.io.IOException}; the
 * message of either is one sentence for the user, and says what to do.
 */
@NullMarked
package dev.sluice.data;

import org.jspecify.annotations.NullMarked;
