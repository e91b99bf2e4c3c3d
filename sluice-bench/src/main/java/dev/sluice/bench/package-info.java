/**
 * How fast Sluice is. Each benchmark counts the floating-point operations of its matrix products as
 * it goes, so that rates of different sizes can be compared with each other and with {@link
 * dev.sluice.bench.FmaPeak}, the machine's limit.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
