package dev.sluice.cli.classify;

import dev.sluice.cli.console.Failure;
import dev.sluice.data.Split;
import dev.sluice.source.Labelled;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the sequences are. */
public record ClassifyData(
    @Parameters(
            paramLabel = "DATA",
            description = {
              "Sequences with their labels: a file with a line for each, the label, a tab, and a"
                  + " text or steps (between spaces, the numbers of a step between commas); a"
                  + " folder with a file for each class, a text on each line; or images in IDX"
                  + " form. Each may be packed with gzip."
            })
        Path data,
    @Option(
            names = "--validation",
            paramLabel = "FILE",
            description = "Judge progress by these sequences, instead of a part of DATA.")
        @Nullable Path validation,
    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "Read these once, at the end, instead of a part of DATA.")
        @Nullable Path test) {

  /** The sequences in parts: DATA is divided where no file is named. */
  Labelled.Parts read(Split split, long seed) throws IOException {
    Labelled all = Labelled.read(data);
    Labelled judged = validation == null ? null : Labelled.read(validation);
    Labelled kept = test == null ? null : Labelled.read(test);
    if (judged != null) {
      return new Labelled.Parts(all, judged, kept);
    }
    if (split.validation() == 0) {
      throw Failure.wrong(
          "A training needs sequences to judge it by: give them a share in --split, or name them"
              + " with --validation.");
    }
    Split shares =
        kept == null ? split : new Split(split.train() + split.test(), split.validation(), 0);
    Labelled.Parts parts = all.split(shares, seed);
    if (parts.validation() == null) {
      throw Failure.wrong(
          "%s has too few sequences of each label to judge a training by %,d %% of them; name"
              + " others with --validation.",
          data, split.validation());
    }
    return kept == null ? parts : new Labelled.Parts(parts.train(), parts.validation(), kept);
  }
}
