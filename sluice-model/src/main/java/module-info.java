/** From text to a trained model to a stream: all that a library user calls. */
module dev.sluice.model {
  requires transitive dev.sluice.kernel;
  requires de.siegmar.fastcsv;
  requires static java.desktop;
  requires static org.jspecify;
  requires tools.jackson.databind;

  exports dev.sluice.checkpoint;
  exports dev.sluice.data;
  exports dev.sluice.inspect;
  exports dev.sluice.loss;
  exports dev.sluice.metric;
  exports dev.sluice.model;
  exports dev.sluice.optim;
  exports dev.sluice.source;
  exports dev.sluice.stream;
  exports dev.sluice.task;
  exports dev.sluice.train;
}
