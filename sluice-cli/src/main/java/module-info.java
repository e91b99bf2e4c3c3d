/** The {@code sluice} command. */
module dev.sluice.cli {
  requires dev.sluice.model;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires static org.jspecify;
  requires tools.jackson.databind;

  // A trace is written as JSON from its records.
  opens dev.sluice.cli.cells to
      tools.jackson.databind;
}
