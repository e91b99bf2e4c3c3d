/**
 * What is put to every system. A {@link dev.sluice.peers.work.Task} names it, a {@link
 * dev.sluice.peers.work.Trial} holds its numbers, the same in every JVM; a {@link
 * dev.sluice.peers.work.Side} answers with arrays by name and does it again and again as {@link
 * dev.sluice.peers.work.Work}.
 *
 * <p>The names: {@code output}; {@code layer0.h'}, a state after the last step; {@code d.x}, {@code
 * d.layer0.W_i} and {@code d.layer0.h}, gradients of the input, of a parameter and of an initial
 * state.
 */
@NullMarked
package dev.sluice.peers.work;

import org.jspecify.annotations.NullMarked;
