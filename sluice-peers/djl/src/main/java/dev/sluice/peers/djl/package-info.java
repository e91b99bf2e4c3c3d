/** libtorch in its official build, through DJL. */
@NullMarked
package dev.sluice.peers.djl;

import org.jspecify.annotations.NullMarked;
