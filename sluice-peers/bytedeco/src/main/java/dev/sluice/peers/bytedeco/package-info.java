/** A newer libtorch with packed sequences, through bytedeco's presets. */
@NullMarked
package dev.sluice.peers.bytedeco;

import org.jspecify.annotations.NullMarked;
