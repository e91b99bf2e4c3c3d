package dev.sluice.source;

import dev.sluice.data.TextFile;
import dev.sluice.source.Labelled.Content;
import dev.sluice.source.Labelled.Row;
import dev.sluice.source.Labelled.Steps;
import dev.sluice.source.Labelled.Writing;
import dev.sluice.source.Tagged.Sentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object on each line: {@code {"label": …, "text": …}} or {@code {"label": …, "steps": [[…],
 * …]}} for a sequence, {@code {"words": […], "tags": […]}} for a sentence, and values by the names
 * of their columns for a moment.
 */
final class JsonLines {
  private static final JsonMapper MAPPER = new JsonMapper();

  private JsonLines() {}

  /** Whether a file is of this form, by its name. */
  static boolean isMeant(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return plain.endsWith(".jsonl") || plain.endsWith(".ndjson");
  }

  private interface Taker {
    void take(JsonNode object, String place);
  }

  private static void forEach(Path file, Taker taker) throws IOException {
    TextFile.forEach(
        file,
        (line, number) -> {
          if (!line.isBlank()) {
            String place = String.format(Locale.ROOT, "%s, line %,d", file, number);
            taker.take(object(line, place), place);
          }
        });
  }

  /** The object on a line. */
  static JsonNode object(String line, String place) {
    JsonNode node;
    try {
      node = MAPPER.readTree(line);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          place + " is no JSON: one object belongs on each line.", e);
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException(place + " has no JSON object.");
    }
    return node;
  }

  static Labelled labelled(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    forEach(file, (object, place) -> rows.add(row(object, place)));
    return new Labelled(file.toString(), rows);
  }

  /** The sequence of an object, with its label. */
  static Row row(JsonNode object, String place) {
    JsonNode label = object.path("label");
    if (!label.isString() && !label.isNumber() && !label.isBoolean()) {
      throw new IllegalArgumentException(place + " has no \"label\".");
    }
    return new Row(label.asString(), content(object, place), place);
  }

  /** The sequence of an object: its text, or its steps. */
  static Content content(JsonNode object, String place) {
    JsonNode text = object.path("text");
    if (text.isString()) {
      return new Writing(text.stringValue());
    }
    JsonNode steps = object.path("steps");
    if (!steps.isArray() || steps.isEmpty()) {
      throw new IllegalArgumentException(
          place + " has neither a \"text\" nor \"steps\", such as [[1, 2], [3, 4]].");
    }
    int size = steps.get(0).isArray() ? steps.get(0).size() : 1;
    float[] values = new float[steps.size() * size];
    for (int step = 0; step < steps.size(); step++) {
      JsonNode numbers = steps.get(step);
      int count = numbers.isArray() ? numbers.size() : 1;
      if (count != size || size == 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s, step %,d has %,d numbers; the first has %,d.",
                place,
                step + 1,
                count,
                size));
      }
      for (int i = 0; i < size; i++) {
        JsonNode number = numbers.isArray() ? numbers.get(i) : numbers;
        float value = number.isNumber() ? (float) number.doubleValue() : Float.NaN;
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s, step %,d, number %,d is %s; a finite number belongs there.",
                  place,
                  step + 1,
                  i + 1,
                  number));
        }
        values[step * size + i] = value;
      }
    }
    return new Steps(size, values);
  }

  static Tagged tagged(Path file) throws IOException {
    List<Sentence> sentences = new ArrayList<>();
    forEach(file, (object, place) -> sentences.add(sentence(object, place)));
    sentences.removeIf(sentence -> sentence.words().isEmpty());
    return new Tagged(file.toString(), sentences);
  }

  /** Finds all objects with words of a file, for a list that reads them. */
  static void find(Path file, DiskList<Sentence> sentences) throws IOException {
    DiskLines.forEach(
        file,
        (line, from, length, number) -> {
          String place = DiskLines.place(file, number);
          if (!line.isEmpty() && !sentence(object(line, place), place).words().isEmpty()) {
            sentences.add(from, length, number);
          }
        });
  }

  /** The words of an object with their tags. */
  static Sentence sentence(JsonNode object, String place) {
    List<String> words = texts(object, "words", place);
    List<String> tags = texts(object, "tags", place);
    if (words.size() != tags.size()) {
      throw new IllegalArgumentException(
          "%s has %s words and %s tags.".formatted(place, words.size(), tags.size()));
    }
    return new Sentence(words, tags, place);
  }

  static List<String> texts(JsonNode object, String key, String place) {
    JsonNode list = object.path(key);
    if (!list.isArray()) {
      throw new IllegalArgumentException("%s has no list of \"%s\".".formatted(place, key));
    }
    return list.valueStream().map(value -> text(value, key, place)).toList();
  }

  /** A table: the columns are all names that occur, and what an object lacks is missing. */
  static Csv table(Path file) throws IOException {
    Set<String> names = new LinkedHashSet<>();
    forEach(file, (object, _) -> names.addAll(object.propertyNames()));
    if (names.isEmpty()) {
      throw new IllegalArgumentException(file + " has no rows: a JSON object is one.");
    }
    List<String> header = List.copyOf(names);
    return new Csv(
        file,
        header,
        false,
        taker ->
            TextFile.forEach(
                file,
                (line, number) -> {
                  if (!line.isBlank()) {
                    String place = String.format(Locale.ROOT, "%s, line %,d", file, number);
                    JsonNode object = object(line, place);
                    if (!names.containsAll(object.propertyNames())) {
                      throw Csv.changed(file);
                    }
                    String[] fields = new String[header.size()];
                    Arrays.setAll(
                        fields, i -> text(object.path(header.get(i)), header.get(i), place));
                    taker.take(fields, number);
                  }
                }));
  }

  /** A value that is no list and no object; empty where it is missing. */
  private static String text(JsonNode value, String name, String place) {
    if (value.isContainer()) {
      throw new IllegalArgumentException(
          "%s has a list or an object for \"%s\", where one value belongs.".formatted(place, name));
    }
    return value.isMissingNode() || value.isNull() ? "" : value.asString();
  }
}
