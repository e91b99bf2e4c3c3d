/**
 * Whether other systems compute the same. A {@link dev.sluice.peers.Trial} is put to every side; a
 * side answers with arrays by name, and {@link dev.sluice.peers.Agreement} compares the answers.
 *
 * <p>The names: {@code output}; {@code layer0.h'}, a state after the last step; {@code d.x}, {@code
 * d.layer0.W_i} and {@code d.layer0.h}, gradients of the input, of a parameter and of an initial
 * state.
 */
@NullMarked
package dev.sluice.peers;

import org.jspecify.annotations.NullMarked;
