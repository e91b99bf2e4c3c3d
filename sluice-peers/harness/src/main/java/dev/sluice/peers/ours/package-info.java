/** What we answer. */
@NullMarked
package dev.sluice.peers.ours;

import org.jspecify.annotations.NullMarked;
