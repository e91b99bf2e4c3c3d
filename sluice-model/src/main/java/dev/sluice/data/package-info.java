/**
 * From a text to batches of symbols.
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
 * <p>What is wrong with a text or with what is asked of it is answered with an {@link
 * IllegalArgumentException}, what is wrong with a file with an {@link java.io.IOException}; the
 * message of either is one sentence for the user, and says what to do.
 */
@NullMarked
package dev.sluice.data;

import org.jspecify.annotations.NullMarked;
