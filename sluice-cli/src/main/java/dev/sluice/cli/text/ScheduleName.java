package dev.sluice.cli.text;

/** The schedules by name. */
public enum ScheduleName {
  CONSTANT,
  STEP,
  COSINE
}
