/**
 * A model: layers, what they have learned, and what is carried from step to step.
 *
 * <p>Three things are kept apart. {@link dev.sluice.model.Parameters} are what is learned, {@link
 * dev.sluice.model.State} is what is carried, and {@link dev.sluice.model.Pass} is what computes: a
 * layer holds no memory of its own, so a trained {@link dev.sluice.model.Model} is shared by any
 * number of threads, each with a pass and a state.
 *
 * {@snippet :
 * Model model =
 *     Model.of(
 *         42, // the seed of the initial values
 *         Layer.embedding(65, 64),
 *         Layer.recurrent(Cell.named("lstm"), 256),
 *         Layer.dropout(0.2),
 *         Layer.linear(65));
 * }
 *
 * <p>Layers read in one direction or in both, have a way around them, pool a sequence into one
 * step, or score transitions between tags: see {@link dev.sluice.model.Layer}. Whatever they are, a
 * row of a ragged batch has the same result, bit for bit, as if it were read alone.
 *
 * {@snippet :
 * Model classifier =
 *     Model.of(
 *         42,
 *         Layer.input(13), // thirteen numbers at each step
 *         Layer.bidirectional(Cell.named("gru"), 64),
 *         Layer.variationalDropout(0.3),
 *         Layer.residual(Layer.bidirectional(Cell.named("gru"), 64)),
 *         Layer.pool(Layer.Pooling.ATTENTION),
 *         Layer.linear(10));
 * }
 *
 * <p>With a decoder, what is read and what is written are two sequences:
 *
 * {@snippet :
 * Model translator =
 *     Model.of(
 *         42,
 *         Layer.embedding(5_000, 64), // what is read
 *         Layer.bidirectional(Cell.named("lstm"), 128),
 *         Layer.decoder(4_000, 64, Layer.recurrent(Cell.named("lstm"), 256)),
 *         Layer.linear(4_000)); // what is written
 * }
 *
 * <p>Parameters have names: {@code embedding.table}; {@code layer0.W_i}, with the recurrent layers
 * counted from 0, {@code layer0.reverse.W_i} backwards; {@code linear0.W_y}. Dropout has none and
 * changes no name, so a model with it and one without hold the same parameters. Initial values are
 * drawn by kind, see {@link dev.sluice.model.Initialization}.
 *
 * <p>{@link dev.sluice.model.Memory} tells from the layers alone how many bytes a training or an
 * inference takes, before anything is allocated.
 *
 * <p>What does not fit together is answered with an {@link IllegalArgumentException} whose message
 * is one sentence for the user.
 */
@NullMarked
package dev.sluice.model;

import org.jspecify.annotations.NullMarked;
