package dev.sluice.source;

import dev.sluice.data.TextFile;
import dev.sluice.source.Labelled.Row;
import dev.sluice.source.Labelled.Steps;
import dev.sluice.source.Labelled.Writing;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A line for each sequence, {@code label<TAB>…<TAB>steps}: steps stand between spaces, the numbers
 * of a step between commas. Columns between the first and the last are passed over. Where the last
 * column of the first line is no such numbers, all are texts.
 */
final class TabSeparated {
  private TabSeparated() {}

  static Labelled read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    TextFile.forEach(
        file,
        (line, number) -> {
          if (line.isBlank()) {
            return;
          }
          String place = String.format(Locale.ROOT, "%s, line %,d", file, number);
          boolean text = rows.isEmpty() ? isText(line) : rows.getFirst().size() == 0;
          rows.add(row(line, text, place));
        });
    return new Labelled(file.toString(), rows);
  }

  /** Makes rows of lines, all of the kind that the first line of a file has. */
  static DiskList.Maker<Row> maker(Path file) throws IOException {
    Boolean[] text = new Boolean[1];
    try (BufferedReader reader = TextFile.reader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank()) {
          text[0] = isText(line);
          break;
        }
      }
    }
    boolean texts = text[0] == null || text[0];
    return (line, place) -> row(line, texts, place);
  }

  private static boolean isText(String line) {
    String last = line.substring(line.lastIndexOf('\t') + 1).strip();
    return !isSteps(last) && !hasNoLetter(last);
  }

  private static Row row(String line, boolean text, String place) {
    int first = line.indexOf('\t');
    if (first < 0) {
      throw new IllegalArgumentException(
          place
              + " has no tab: a line is a label, a tab, and the sequence (steps between spaces, the"
              + " numbers of a step between commas).");
    }
    String label = line.substring(0, first).strip();
    if (label.isEmpty()) {
      throw new IllegalArgumentException(place + " has no label before its first tab.");
    }
    String last = line.substring(line.lastIndexOf('\t') + 1).strip();
    return new Row(label, text ? new Writing(last) : steps(last, place), place);
  }

  /** Whether a text has no letter: then it is steps, if with a mistake. */
  private static boolean hasNoLetter(String text) {
    return text.chars().noneMatch(Character::isLetter);
  }

  /** Whether a text is steps of numbers. */
  private static boolean isSteps(String text) {
    try {
      steps(text, "");
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static Steps steps(String text, String place) {
    String[] steps = text.isEmpty() ? new String[0] : text.split(" +");
    int size = 0;
    float[] values = {};
    for (int step = 0; step < steps.length; step++) {
      String[] numbers = steps[step].split(",", -1);
      if (step == 0) {
        size = numbers.length;
        values = new float[steps.length * size];
      }
      if (numbers.length != size) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s, step %,d has %,d numbers; the first has %,d.",
                place,
                step + 1,
                numbers.length,
                size));
      }
      for (int i = 0; i < size; i++) {
        values[step * size + i] = number(numbers[i], place, step, i);
      }
    }
    if (steps.length == 0) {
      throw new IllegalArgumentException(place + " has a sequence without steps.");
    }
    return new Steps(size, values);
  }

  private static float number(String text, String place, int step, int column) {
    float value;
    try {
      value = Float.parseFloat(text);
    } catch (NumberFormatException e) {
      value = Float.NaN;
    }
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s, step %,d, number %,d is '%s'; a finite number belongs there.",
              place,
              step + 1,
              column + 1,
              text));
    }
    return value;
  }
}
