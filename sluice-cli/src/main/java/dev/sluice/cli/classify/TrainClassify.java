package dev.sluice.cli.classify;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.train.Lesson;
import dev.sluice.cli.train.PartFiles;
import dev.sluice.cli.train.RunOptions;
import dev.sluice.cli.train.SeedOptions;
import dev.sluice.cli.train.TrainCommand;
import dev.sluice.source.Labelled;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Learns which label a sequence has. */
@Command(
    name = "classify",
    description = {
      "Learn which label a sequence has: of texts, or of numbers over time. Ctrl-C saves and says"
          + " how to go on.",
      "",
      "  sluice train classify reviews.txt --tokens word --out reviews.safetensors",
      "  sluice train classify train.txt --test test.txt --hidden 64",
      ""
    })
public record TrainClassify(
    @Parameters(
            paramLabel = "DATA",
            description = {
              "Sequences with their labels: a file with a line for each, the label, a tab, and a"
                  + " text or steps (between spaces, the numbers of a step between commas); a"
                  + " folder with a file for each class, a text on each line; or images in IDX"
                  + " form. Each may be packed with gzip."
            })
        Path file,
    @Option(
            names = "--on-disk",
            description =
                "Read sequences from disk each time that they are needed: for data larger than"
                    + " memory. DATA is then a file with a line for each, not packed.")
        boolean onDisk,
    PartFiles parts,
    ClassifyOptions options,
    RunOptions run,
    SeedOptions seeds,
    Given given)
    implements TrainCommand<ClassifyOptions> {

  @Override
  public Lesson lesson(ClassifyOptions options, Console console) throws IOException {
    long seed = options.split().splitSeed();
    if (options.fold() != null && (parts.validation() != null || parts.test() != null)) {
      throw Failure.wrong(
          "--fold takes parts of DATA; leave out %s.",
          parts.validation() != null ? "--validation" : "--test");
    }
    return ClassifyLesson.of(
        options,
        parts.read(
            console,
            file,
            options.split().split(),
            onDisk ? Labelled::onDisk : Labelled::read,
            (all, split) ->
                options.fold() == null
                    ? all.split(split, seed)
                    : all.split(options.fold(), split, seed)));
  }

  @Override
  public String arguments() {
    return parts.arguments(file) + (onDisk ? " --on-disk" : "");
  }
}
