/**
 * A trained model at work, one symbol after the other.
 *
 * {@snippet :
 * Session session = Session.of(model);
 * session
 *     .generate(vocabulary.encode("ROMEO:"), Sampler.temperature(0.8, 7))
 *     .limit(500)
 *     .forEach(id -> System.out.print(vocabulary.decode(id)));
 * State state = session.save(); // go on later, or several ways
 * }
 *
 * <p>A {@link dev.sluice.model.Model} is immutable and shared by all threads; a {@link
 * dev.sluice.stream.Session} and a {@link dev.sluice.stream.Sampler} belong to one thread each.
 * Thousands of sessions share the parameters and hold only their own state. A single stream through
 * a large model is faster with several threads for each step, {@link
 * dev.sluice.stream.Session#of(dev.sluice.model.Model, dev.sluice.kernel.Workers)}.
 *
 * <p>A model with a decoder writes a sequence that belongs to another one:
 *
 * {@snippet :
 * Example.Input read = new Example.Symbols(vocabulary.encode("a tree"));
 * int[] written = Decoding.of(model).beam(read, 100, 4); // at most 100 symbols, four ways at once
 * }
 */
@NullMarked
package dev.sluice.stream;

import org.jspecify.annotations.NullMarked;
