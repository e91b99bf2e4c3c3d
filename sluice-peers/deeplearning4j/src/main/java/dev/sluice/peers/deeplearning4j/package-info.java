/** Deeplearning4j's LSTM. */
@NullMarked
package dev.sluice.peers.deeplearning4j;

import org.jspecify.annotations.NullMarked;
