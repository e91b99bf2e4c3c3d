package dev.sluice.cli.text;

import dev.sluice.cli.console.Failure;
import dev.sluice.cli.train.Course;
import dev.sluice.data.Corpus;
import dev.sluice.data.JdkSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the text of a training is: in a file, or without one the sources of the JDK. */
public record TextData(
    @Parameters(
            arity = "0..1",
            paramLabel = "DATA",
            description = "A text file in UTF-8. It may be packed with gzip.")
        @Nullable Path file,
    @Option(
            names = "--on-disk",
            description =
                "Keep the symbols of DATA on disk, beside the model file: for a text larger than"
                    + " memory. It takes 1 byte for each, 2 where there are more than 256 different"
                    + " ones, and 4 where there are more than 65,536.")
        boolean onDisk) {

  /** A text with what to call it. */
  record Text(String name, Corpus corpus) {}

  /** Checks that there is a file to be kept on disk. */
  public TextData {
    if (onDisk && file == null) {
      throw Failure.wrong("--on-disk is for a text of yours: name it as DATA, or leave it out.");
    }
  }

  /**
   * Reads it.
   *
   * @param model the file beside which symbols are kept
   */
  Text read(TextOptions options, Path model) throws IOException {
    if (file == null) {
      JdkSources sources = JdkSources.load();
      return new Text(sources.description(), sources.corpus(options.split(), options.tokens()));
    }
    Path folder = Objects.requireNonNull(model.toAbsolutePath().getParent());
    return new Text(
        file.toString(),
        onDisk
            ? Corpus.onDisk(file, options.split(), options.tokens(), folder)
            : Corpus.of(file, options.split(), options.tokens()));
  }

  /** The words of a command line that name it, each with a blank behind it. */
  String arguments() {
    return (file == null ? "" : Course.quoted(file) + " ") + (onDisk ? "--on-disk " : "");
  }
}
