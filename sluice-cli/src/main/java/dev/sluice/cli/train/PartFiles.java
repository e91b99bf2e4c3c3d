package dev.sluice.cli.train;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.data.Split;
import dev.sluice.source.Parts;
import dev.sluice.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  /**
   * The parts of some data.
   *
   * @throws Failure if two parts are the same file
   */
  public <S extends Source> Parts<S> read(
      Console console, Path data, Split split, Reader<S> reader, Divider<S> divider)
      throws IOException {
    requireApart(data);
    S all = reader.read(data);
    S judged = validation == null ? null : reader.read(validation);
    S kept = test == null ? null : reader.read(test);
    noteSame(console, data, List.of(all), list(judged), list(kept));
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
          "%s is too small to judge a training by %,d %% of it: there are %,d in all. Give them a"
              + " larger share in --split, or name other data with --validation.",
          data, split.validation(), all.count());
    }
    return kept == null ? parts : new Parts<>(parts.train(), parts.validation(), kept);
  }

  private static <S> List<S> list(@Nullable S one) {
    return one == null ? List.of() : List.of(one);
  }

  /**
   * Refuses a file that is named twice.
   *
   * @throws Failure if two parts are the same file
   */
  public void requireApart(Path data) throws IOException {
    requireApart(data, "DATA", validation, "--validation");
    requireApart(data, "DATA", test, "--test");
    if (validation != null) {
      requireApart(validation, "--validation", test, "--test");
    }
  }

  private static void requireApart(Path one, String name, @Nullable Path other, String option)
      throws IOException {
    if (other != null && Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other)) {
      throw Failure.wrong(
          "%s and %s are the same: %s. What a model is judged by must not be what it %s; name"
              + " another, or leave %s out to take a part of DATA.",
          name, option, other, name.equals("DATA") ? "learned" : "was chosen by", option);
    }
  }

  /**
   * Notes files that say the same, though they are two.
   *
   * @param all of DATA
   * @param judged of --validation; empty where there is none
   * @param kept of --test; empty where there is none
   */
  public <S extends Source> void noteSame(
      Console console, Path data, List<S> all, List<S> judged, List<S> kept) {
    if (isSame(judged, all)) {
      noteSame(console, validation, data);
    }
    if (isSame(kept, all)) {
      noteSame(console, test, data);
    } else if (isSame(kept, judged)) {
      noteSame(console, test, validation);
    }
  }

  private static <S extends Source> boolean isSame(List<S> one, List<S> other) {
    boolean same = !one.isEmpty() && one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      S here = one.get(i);
      S there = other.get(i);
      same = here.count() == there.count() && here.digest().equals(there.digest());
    }
    return same;
  }

  private static void noteSame(Console console, @Nullable Path one, @Nullable Path other) {
    console.note(
        "%s has the same content as %s: figures on it do not tell how good the model is on new"
            + " data.",
        one, other);
  }

  /** The words of a command line that name these data. */
  public String arguments(Path data) {
    return Course.quoted(data)
        + (validation == null ? "" : " --validation " + Course.quoted(validation))
        + (test == null ? "" : " --test " + Course.quoted(test));
  }
}
