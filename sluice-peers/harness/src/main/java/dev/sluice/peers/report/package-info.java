/**
 * What was found, and how it is shown. A {@link dev.sluice.peers.report.Report} is what the matches
 * {@link dev.sluice.peers.report.Measured measured}, no more, and what its file holds; its rows,
 * ratios and goals are computed from that each time. A text for the terminal, Markdown and a plot
 * show it.
 */
@NullMarked
package dev.sluice.peers.report;

import org.jspecify.annotations.NullMarked;
