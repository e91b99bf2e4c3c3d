package dev.sluice.cli.reproduce;

import java.io.IOException;

/** What one row runs for one seed. */
interface Experiment {
  Outcome run(Commands commands, long seed) throws IOException;
}
