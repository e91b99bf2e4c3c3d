/** Commands that tag words. */
@NullMarked
package dev.sluice.cli.tag;

import org.jspecify.annotations.NullMarked;
