package dev.sluice.server.runs;

import java.util.SequencedMap;

/** The values of a model's cells at each step of a text. */
interface Recorded {

  /** How many steps there were. */
  int steps();

  /** How many units each value has, by its name: {@code layer0.f}. A state is its new value. */
  SequencedMap<String, Integer> sizes();

  /**
   * A value over some steps.
   *
   * @param from the first step
   * @param to the step after the last
   * @return {@code [step, unit]}, the caller's own
   */
  float[] rows(String value, int from, int to);

  /** One unit over some steps, {@code [step]}, the caller's own. */
  float[] unit(String value, int unit, int from, int to);
}
