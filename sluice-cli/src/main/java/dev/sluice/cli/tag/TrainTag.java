package dev.sluice.cli.tag;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Given;
import dev.sluice.cli.train.Lesson;
import dev.sluice.cli.train.PartFiles;
import dev.sluice.cli.train.RunOptions;
import dev.sluice.cli.train.SeedOptions;
import dev.sluice.cli.train.TrainCommand;
import dev.sluice.source.Tagged;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Learns which tag each word has. */
@Command(
    name = "tag",
    description = {
      "Learn which tag each word of a sentence has, such as its part of speech, or whether it is"
          + " part of a name. Words are known by themselves and by their letters; the tags of a"
          + " sentence are chosen together (a conditional random field). Ctrl-C saves and says how"
          + " to go on.",
      "",
      "  sluice train tag train.conllu --test test.conllu --out tags.safetensors",
      ""
    })
public record TrainTag(
    @Parameters(
            paramLabel = "DATA",
            description =
                "CoNLL-U, or a word on each line with its columns between tabs or spaces, and an"
                    + " empty line after each sentence. It may be packed with gzip.")
        Path file,
    @Option(
            names = "--on-disk",
            description =
                "Read sentences from disk each time that they are needed: for data larger than"
                    + " memory. Files are then not packed.")
        boolean onDisk,
    PartFiles parts,
    TagOptions options,
    RunOptions run,
    SeedOptions seeds,
    Given given)
    implements TrainCommand<TagOptions> {

  @Override
  public Lesson lesson(TagOptions options, Console console) throws IOException {
    return TagLesson.of(
        options,
        parts.read(
            console,
            file,
            options.split().split(),
            data ->
                onDisk
                    ? Tagged.onDisk(data, options.column())
                    : Tagged.read(data, options.column()),
            (all, split) -> all.split(split, options.split().splitSeed())));
  }

  @Override
  public String arguments() {
    return parts.arguments(file) + (onDisk ? " --on-disk" : "");
  }
}
