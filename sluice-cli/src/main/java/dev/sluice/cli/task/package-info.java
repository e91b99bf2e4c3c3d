/** Commands that learn the classic tasks in which what matters came long ago. */
@NullMarked
package dev.sluice.cli.task;

import org.jspecify.annotations.NullMarked;
