/**
 * The model file: everything a model is, in one {@code .safetensors} file.
 *
 * {@snippet :
 * Checkpoint.of(model, vocabulary)
 *     .withProvenance(Provenance.of(seed, corpus.digest(), options))
 *     .save(Path.of("bard.safetensors"));
 * Checkpoint bard = Checkpoint.load(Path.of("bard.safetensors"));
 * Session session = Session.of(bard.model());
 * }
 *
 * <p>The tensors are the model's parameters under their own names ({@code layer0.W_i}). A {@link
 * dev.sluice.checkpoint.Checkpoint} made to go on training from adds the optimizer's slots ({@code
 * optimizer.m.layer0.W_i}) and the carried states ({@code state.layer1.h}). The header's metadata
 * have one key, {@code sluice}: a JSON document in a string, because safetensors metadata are
 * strings. Version 1 of it:
 *
 * <pre>
 * {"format": 1,
 *  "sluice": "0.1.0",                                       the version that wrote the file
 *  "layers": [{"layer": "embedding", "vocabularySize": 65, "size": 64},
 *             {"layer": "recurrent", "source": "lstm.cell", "cell": "lstm(x; h, c)…",
 *              "hiddenSize": 128, "sizes": {}},
 *             {"layer": "dropout", "probability": 0.2},
 *             {"layer": "linear", "size": 65}],
 *  "vocabulary": {"tokens": "char", "symbols": ["\n", " ", "!", …]},
 *  "provenance": {"seed": 1, "data": "86c4…", "options": {…}, "sluice": "0.1.0", "jdk": 25},
 *  "training": {"epoch": 3, "batch": 17, "update": 817, "lossSum": …, "targets": …,
 *               "validation": 1.62, "best": 1.62, "batchSize": 50}}
 * </pre>
 *
 * <p>"provenance" and "training" are there where they were given. Nothing in the file depends on
 * the time, the place or the number of threads, and all keys have one order: equal runs write equal
 * bytes. Other programs read the tensors as of any safetensors file.
 *
 * <p>Opening a stranger's file is safe: it holds no code, every length is checked against the size
 * of the file before memory is set aside, cells are parsed as any cell text is, and whatever does
 * not fit is answered with a {@link dev.sluice.checkpoint.ModelFileException} of one sentence.
 */
@NullMarked
package dev.sluice.checkpoint;

import org.jspecify.annotations.NullMarked;
