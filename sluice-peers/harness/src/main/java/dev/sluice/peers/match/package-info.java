/**
 * Measures systems side by side. A {@link dev.sluice.peers.match.Match} puts one task to all of
 * them, each in a {@link dev.sluice.peers.match.Player}'s JVM of its own: it compares their
 * answers, lets each warm up, then measures slices of work in turn. What it finds goes into a
 * {@link dev.sluice.peers.report.Report}.
 */
@NullMarked
package dev.sluice.peers.match;

import org.jspecify.annotations.NullMarked;
