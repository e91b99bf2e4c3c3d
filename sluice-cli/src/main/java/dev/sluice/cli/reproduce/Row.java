package dev.sluice.cli.reproduce;

import java.util.List;

/**
 * A line of the table.
 *
 * @param name by which it is chosen, and kept
 * @param data the folder
 * @param model in words
 * @param goal what it shall reach
 * @param published what others report
 * @param command what is run for one seed, with DATA for the folder of all data
 * @param quick options that make it short
 * @param experiment what runs it
 * @param note what the reader should know of it; empty for nothing
 * @param alone whether it has the machine for itself, with all threads
 */
record Row(
    String name,
    String data,
    String model,
    Goal goal,
    String published,
    String command,
    String quick,
    Kind experiment,
    String note,
    boolean alone) {

  /** Makes an experiment of a command. */
  interface Kind {
    Experiment of(List<String> command);
  }

  /** The same with a note. */
  Row withNote(String note) {
    return new Row(name, data, model, goal, published, command, quick, experiment, note, alone);
  }

  /** The words of the command. */
  List<String> words(boolean isQuick) {
    return Commands.with(Commands.words(command), isQuick ? Commands.words(quick) : List.of());
  }
}
