package dev.sluice.cli.train;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.Task;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/**
 * A command that trains: {@code train classify} and its kind. What they have in common is {@link
 * LessonRun}; each says what is to be learned.
 *
 * @param <O> its options
 */
public interface TrainCommand<O extends Record & LessonOptions> extends Task {

  /** What decides the bits of the model. */
  O options();

  /** How it is run here and now. */
  RunOptions run();

  /** How often it is run. */
  SeedOptions seeds();

  /** Which options the user gave. */
  Given given();

  /**
   * Reads the data.
   *
   * @param options those of the command, or those with which a training began that goes on
   * @param console where it is noted what is strange about the data
   */
  Lesson lesson(O options, Console console) throws IOException;

  /** The words of a command line that name the data. */
  String arguments();

  /** Its word after {@code train}. */
  default String kind() {
    return getClass().getAnnotation(Command.class).name();
  }

  /** Where the model goes. */
  default Path modelFile() {
    return run().file("sluice-" + kind() + ".safetensors");
  }

  @Override
  default int run(Console console) throws IOException {
    return LessonRun.of(this, console).run();
  }
}
