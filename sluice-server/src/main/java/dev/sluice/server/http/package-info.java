/**
 * How requests come in and answers go out: who may ask, how much, for how long; files, JSON,
 * events. It knows nothing of cells and models.
 */
@NullMarked
package dev.sluice.server.http;

import org.jspecify.annotations.NullMarked;
