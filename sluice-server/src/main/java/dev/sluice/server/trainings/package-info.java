/** Trainings that are begun on the page. */
@NullMarked
package dev.sluice.server.trainings;

import org.jspecify.annotations.NullMarked;
