/** What happened in a model while it read a text, and what can be asked of that. */
@NullMarked
package dev.sluice.server.runs;

import org.jspecify.annotations.NullMarked;
