package dev.sluice.cli.train;

import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.RecordCommand;
import org.jspecify.annotations.Nullable;

/** What options of training have in common. */
public final class Checks {
  private Checks() {}

  /** Refuses a number below 1. */
  public static void atLeastOne(
      Class<? extends Record> options, String component, @Nullable Number value) {
    if (value != null && value.longValue() < 1) {
      throw Failure.wrong(
          "%s must be at least 1; it is %,d.",
          RecordCommand.option(options, component), value.longValue());
    }
  }
}
