/** What generated classes see of this module; not exported. */
@NullMarked
package dev.sluice.kernel.generated;

import org.jspecify.annotations.NullMarked;
