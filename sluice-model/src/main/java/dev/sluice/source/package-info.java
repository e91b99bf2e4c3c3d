/**
 * From files to sequences as they are written there: labels are still words, texts still text, and
 * numbers not scaled. What is learned from them, such as a vocabulary, belongs to a task and comes
 * from the training data alone.
 *
 * {@snippet :
 * Labelled names = Labelled.read(Path.of("names")); // a folder with a file for each class
 * Tagged sentences = Tagged.read(Path.of("train.conllu.gz"), "upos");
 * PianoRoll music = PianoRoll.read(Path.of("songs"), 4); // MIDI files, four steps a quarter note
 * Series weather = Series.read(Path.of("weather.csv"), Series.Form.STANDARD);
 * System.out.println(names.counts());
 * }
 *
 * <p>What is larger than memory stays on disk, and is read when it is needed:
 *
 * {@snippet :
 * try (Labelled reviews = Labelled.onDisk(Path.of("reviews.jsonl"))) {
 *   System.out.println(reviews.rows().get(1_000_000).label());
 * }
 * Path folder = Path.of("models"); // where there is room for its numbers
 * Series load = Series.onDisk(Path.of("load.csv.gz"), Series.Form.STANDARD, folder);
 * System.out.println(load.moment(load.count() - 1));
 * }
 *
 * <p>Files may be packed with gzip. What is wrong with a file is answered with an {@link
 * java.io.IOException}, what is wrong with what it says with an {@link IllegalArgumentException};
 * the message of either is one sentence, and says where.
 */
@NullMarked
package dev.sluice.source;

import org.jspecify.annotations.NullMarked;
