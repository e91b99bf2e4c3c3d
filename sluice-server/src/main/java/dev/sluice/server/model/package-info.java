/** The model that the page shows, and what it writes. */
@NullMarked
package dev.sluice.server.model;

import org.jspecify.annotations.NullMarked;
