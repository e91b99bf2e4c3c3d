/** How gradients flow through time in cells that have learned nothing yet. */
@NullMarked
package dev.sluice.server.flow;

import org.jspecify.annotations.NullMarked;
