package dev.sluice.source;

/** Data as files have them: nothing was learned from them yet. */
public sealed interface Source extends AutoCloseable permits Labelled, PianoRoll, Series, Tagged {

  /** What to call them in messages. */
  String name();

  /** How many there are: sequences, pieces, rows or sentences. */
  int count();

  /** The SHA-256 of all that they say, in 64 hexadecimal digits. */
  String digest();

  /** Closes a file that stayed open; data in memory stay as they are. */
  @Override
  default void close() {}
}
