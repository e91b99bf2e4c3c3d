package dev.sluice.cli.text;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.train.RunOptions;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** Learns a text, symbol by symbol. */
@Command(
    name = "text",
    description = {
      "Learn a text, symbol by symbol. Without DATA, the Java sources that come with the JDK: about"
          + " two minutes on two cores. Ctrl-C saves and says how to go on.",
      "",
      "  sluice train text bard.txt --out bard.safetensors",
      "  sluice sample bard.safetensors --prompt \"ROMEO:\"",
      ""
    })
public record TrainText(TextData data, TextOptions options, RunOptions run, Given given)
    implements Task {

  /** The name of a model file that nobody named. */
  public static final String DEFAULT_FILE = "sluice-text.safetensors";

  @Override
  public int run(Console console) throws IOException {
    long start = System.nanoTime();
    console.interrupt().listen();
    Path file = run.file(DEFAULT_FILE);
    if (!run.isPreview()) {
      run.requireWritable(file);
    }
    TextRun prepared =
        run.resume() == null
            ? TextRun.fresh(data, file, options, given, run.workers())
            : TextRun.resumed(data, run.resume(), options, given, run.workers());
    console.advise();
    try (Report report = run.json() ? new JsonReport(console) : new LineReport(console)) {
      TextTraining training =
          new TextTraining(prepared, run, file, report, console.interrupt(), start);
      return training.preview(console) ? DONE : training.run();
    }
  }
}
