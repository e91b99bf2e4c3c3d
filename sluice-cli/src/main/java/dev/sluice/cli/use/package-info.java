/** Commands that use a model: that judge it, ask it, and let it write. */
@NullMarked
package dev.sluice.cli.use;

import org.jspecify.annotations.NullMarked;
