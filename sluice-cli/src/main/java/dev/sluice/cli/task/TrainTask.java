package dev.sluice.cli.task;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.train.Lesson;
import dev.sluice.cli.train.RunOptions;
import dev.sluice.cli.train.SeedOptions;
import dev.sluice.cli.train.TrainCommand;
import picocli.CommandLine.Command;

/** Learns a classic task. */
@Command(
    name = "task",
    description = {
      "Learn one of the classic tasks in which what matters came long ago. It ends when of 2,000"
          + " new sequences all are right. Ctrl-C saves and says how to go on.",
      "",
      "  sluice train task adding --length 100 --hidden 32 --layers 1",
      "  sluice train task adding --length 100 --hidden 32 --layers 1 --cell elman",
      ""
    })
public record TrainTask(TaskOptions options, RunOptions run, SeedOptions seeds, Given given)
    implements TrainCommand<TaskOptions> {

  @Override
  public Lesson lesson(TaskOptions options, Console console) {
    return new TaskLesson(options);
  }

  @Override
  public String arguments() {
    return options.task().toString();
  }
}
