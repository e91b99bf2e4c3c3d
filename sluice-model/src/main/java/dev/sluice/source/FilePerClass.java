package dev.sluice.source;

import dev.sluice.data.TextFile;
import dev.sluice.source.Labelled.Row;
import dev.sluice.source.Labelled.Writing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A folder with a file for each class, one text on each line, or with a folder for each class, one
 * text in each file. The label is the name without its ending, or, where all names are the same but
 * for their endings, the ending. Hidden files and those called README or LICENSE are passed over.
 */
final class FilePerClass {
  private FilePerClass() {}

  static Labelled read(Path folder) throws IOException {
    List<Path> classes = entries(folder);
    List<Row> rows = new ArrayList<>();
    boolean endings =
        classes.size() > 1 && classes.stream().map(FilePerClass::stem).distinct().count() == 1;
    for (Path path : classes) {
      if (Files.isDirectory(path)) {
        for (Path file : entries(path)) {
          StringBuilder text = new StringBuilder();
          TextFile.forEach(file, (line, _) -> text.append(text.isEmpty() ? "" : "\n").append(line));
          rows.add(
              new Row(String.valueOf(path.getFileName()), new Writing(text.toString()), "" + file));
        }
        continue;
      }
      String label = endings ? ending(path) : stem(path);
      TextFile.forEach(
          path,
          (line, number) -> {
            if (!line.isBlank()) {
              String place = String.format(Locale.ROOT, "%s, line %,d", path, number);
              rows.add(new Row(label, new Writing(line.strip()), place));
            }
          });
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          folder
              + " has no file with a text: a folder holds a file for each class, one text on each"
              + " line.");
    }
    return new Labelled(folder.toString(), rows);
  }

  /** In the order of their names, so that every machine reads the same. */
  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> !isPassedOver(path)).sorted().toList();
    }
  }

  private static boolean isPassedOver(Path path) {
    String name = String.valueOf(path.getFileName());
    String upper = name.toUpperCase(Locale.ROOT);
    return name.startsWith(".") || upper.startsWith("README") || upper.startsWith("LICENSE");
  }

  private static String name(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
  }

  private static String stem(Path path) {
    String name = name(path);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String ending(Path path) {
    return name(path).substring(name(path).lastIndexOf('.') + 1);
  }
}
