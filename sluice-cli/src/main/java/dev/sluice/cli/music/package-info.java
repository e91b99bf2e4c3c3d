/** Commands that learn music. */
@NullMarked
package dev.sluice.cli.music;

import org.jspecify.annotations.NullMarked;
