package dev.sluice.peers.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reports in files. */
public final class ReportFile {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private ReportFile() {}

  /** Writes it as JSON. */
  public static void write(Report report, Path file) throws IOException {
    replace(file, MAPPER.writeValueAsBytes(report));
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @throws IllegalArgumentException if the file holds anything else; the message says so
   */
  public static Report read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("There is no file %s.".formatted(file));
    }
    Report report;
    try {
      report = MAPPER.readValue(Files.readAllBytes(file), Report.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(foreign(file, line(e)), e);
    }
    if (report == null || !isWhole(report)) {
      throw new IllegalArgumentException(foreign(file, 1));
    }
    return report;
  }

  /** Everybody was measured in each round, or ratios within rounds could not be taken. */
  private static boolean isWhole(Report report) {
    return report.results().stream()
        .flatMap(result -> result.measured().stream())
        .allMatch(measured -> measured.slices().size() == report.rounds());
  }

  private static int line(JacksonException e) {
    return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
  }

  private static String foreign(Path file, int line) {
    return "%s holds no report that sluice bench peers --json wrote, or not the whole of it: see line %d."
        .formatted(file, line);
  }

  /** Puts a whole file in the place of another, in one step. */
  public static void replace(Path file, byte[] content) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or a terminal.
      Files.write(file, content);
      return;
    }
    // A link stays one: what it points at is replaced.
    Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
    Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
    Files.write(temporary, content);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
