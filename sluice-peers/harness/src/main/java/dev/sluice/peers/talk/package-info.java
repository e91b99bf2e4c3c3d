/**
 * How the one who measures talks to each system's JVM: a {@link dev.sluice.peers.talk.Command} on a
 * line of standard input, a {@link dev.sluice.peers.talk.Reply} on a line of standard output.
 */
@NullMarked
package dev.sluice.peers.talk;

import org.jspecify.annotations.NullMarked;
