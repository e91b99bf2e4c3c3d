package dev.sluice.cli.train;

import dev.sluice.cli.console.Failure;
import dev.sluice.data.Split;
import dev.sluice.source.Parts;
import dev.sluice.source.Source;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Files of parts of the data; where there is none, a part is taken from the data themselves. */
public record PartFiles(
    @Option(
            names = "--validation",
            paramLabel = "FILE",
            description = "Judge progress by these, instead of a part of DATA.")
        @Nullable Path validation,
    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "Read these once, at the end, instead of a part of DATA.")
        @Nullable Path test) {

  /** Reads data of one kind. */
  public interface Reader<S extends Source> {
    S read(Path file) throws IOException;
  }

  /** Divides data. */
  public interface Divider<S extends Source> {
    Parts<S> divide(S all, Split split);
  }

  /** The parts of some data. */
  public <S extends Source> Parts<S> read(
      Path data, Split split, Reader<S> reader, Divider<S> divider) throws IOException {
    S all = reader.read(data);
    S judged = validation == null ? null : reader.read(validation);
    S kept = test == null ? null : reader.read(test);
    if (judged != null) {
      return new Parts<>(all, judged, kept);
    }
    if (split.validation() == 0) {
      throw Failure.wrong(
          "A training needs data to judge it by: give them a share in --split, or name them with"
              + " --validation.");
    }
    Split shares =
        kept == null ? split : new Split(split.train() + split.test(), split.validation(), 0);
    Parts<S> parts = divider.divide(all, shares);
    if (parts.validation() == null) {
      throw Failure.wrong(
          "%s is too small to judge a training by %,d %% of it; name other data with"
              + " --validation.",
          data, split.validation());
    }
    return kept == null ? parts : new Parts<>(parts.train(), parts.validation(), kept);
  }

  /** The words of a command line that name these data. */
  public String arguments(Path data) {
    return Course.quoted(data)
        + (validation == null ? "" : " --validation " + Course.quoted(validation))
        + (test == null ? "" : " --test " + Course.quoted(test));
  }
}
