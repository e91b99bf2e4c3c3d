package dev.sluice.cli.train;

/** The schedules by name. */
public enum ScheduleName {
  CONSTANT,
  STEP,
  COSINE
}
