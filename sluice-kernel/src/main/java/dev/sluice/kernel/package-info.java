/** How a recurrent cell runs fast. */
@NullMarked
package dev.sluice.kernel;

import org.jspecify.annotations.NullMarked;
