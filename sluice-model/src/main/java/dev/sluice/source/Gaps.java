package dev.sluice.source;

/** What becomes of moments that a series lacks. */
public enum Gaps {
  /** They are refused, with the line. */
  REFUSE,
  /** They are put in, with all values missing. */
  FILL,
  /** Rows count, whatever their moments are. */
  IGNORE
}
