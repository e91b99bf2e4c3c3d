/** The explorer: cells and models in the browser, served over HTTP. */
module dev.sluice.server {
  requires dev.sluice.model;
  requires io.helidon.webserver;
  requires java.logging;
  requires static org.jspecify;
  requires tools.jackson.databind;

  exports dev.sluice.server;

  // Questions are read and answers written from their records.
  opens dev.sluice.server.cells to
      tools.jackson.databind;
  opens dev.sluice.server.flow to
      tools.jackson.databind;
  opens dev.sluice.server.http to
      tools.jackson.databind;
  opens dev.sluice.server.model to
      tools.jackson.databind;
  opens dev.sluice.server.runs to
      tools.jackson.databind;
  opens dev.sluice.server.trainings to
      tools.jackson.databind;
}
