/**
 * How a recurrent cell runs fast.
 *
 * <p>Uses {@code jdk.incubator.vector} where the JVM was started with it and does not require it:
 * requiring an incubating module would warn at every start of every program that uses this one.
 */
module dev.sluice.kernel {
  requires transitive dev.sluice.cell;
  requires static org.jspecify;

  exports dev.sluice.kernel;
}
