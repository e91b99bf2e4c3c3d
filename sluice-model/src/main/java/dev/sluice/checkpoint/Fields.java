package dev.sluice.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object read field by field; what is missing or of another kind is answered with its place.
 *
 * @param path where the object stands: {@code layers[1].}, or nothing for the document
 */
record Fields(String path, JsonNode node) {

  Fields {
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          path.isEmpty()
              ? "the description of its model is not a JSON object"
              : path.substring(0, path.length() - 1) + " is not a JSON object");
    }
  }

  String place(String key) {
    return path + key;
  }

  boolean has(String key) {
    return node.has(key);
  }

  boolean isNull(String key) {
    return field(key).isNull();
  }

  String text(String key) {
    JsonNode field = field(key);
    require(field.isString(), key, "a string");
    return field.stringValue();
  }

  int whole(String key) {
    JsonNode field = field(key);
    require(field.isIntegralNumber() && field.canConvertToInt(), key, "a whole number in 32 bits");
    return field.intValue();
  }

  long wholeLong(String key) {
    JsonNode field = field(key);
    require(field.isIntegralNumber() && field.canConvertToLong(), key, "a whole number in 64 bits");
    return field.longValue();
  }

  int count(String key) {
    require(whole(key) >= 0, key, "a number from 0");
    return whole(key);
  }

  long countLong(String key) {
    require(wholeLong(key) >= 0, key, "a number from 0");
    return wholeLong(key);
  }

  double number(String key) {
    JsonNode field = field(key);
    require(field.isNumber() && Double.isFinite(field.doubleValue()), key, "a finite number");
    return field.doubleValue();
  }

  boolean flag(String key) {
    JsonNode field = field(key);
    require(field.isBoolean(), key, "true or false");
    return field.booleanValue();
  }

  /** The constant with this text. */
  <E extends Enum<E>> E choice(String key, E[] constants) {
    String text = text(key);
    for (E constant : constants) {
      if (constant.toString().equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "%s is '%s', which this version does not know".formatted(place(key), text));
  }

  Fields object(String key) {
    return new Fields(place(key) + ".", field(key));
  }

  List<Fields> objects(String key) {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode element : array(key)) {
      objects.add(new Fields("%s[%d].".formatted(place(key), objects.size()), element));
    }
    return objects;
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array(key)) {
      require(element.isString(), key, "a list of strings");
      texts.add(element.stringValue());
    }
    return texts;
  }

  List<Double> numbers(String key) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode element : array(key)) {
      require(
          element.isNumber() && Double.isFinite(element.doubleValue()),
          key,
          "a list of finite numbers");
      numbers.add(element.doubleValue());
    }
    return numbers;
  }

  /** All fields, which are whole numbers. */
  Map<String, Integer> wholes() {
    Map<String, Integer> wholes = new LinkedHashMap<>();
    node.propertyNames().forEach(key -> wholes.put(key, whole(key)));
    return wholes;
  }

  /** All fields, whatever they are, as plain Java values. */
  Map<String, @Nullable Object> values() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    node.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
    return values;
  }

  private static @Nullable Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> new Fields("", node).values();
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        node.forEach(element -> list.add(value(element)));
        yield list;
      }
      case NUMBER -> node.numberValue();
      case BOOLEAN -> node.booleanValue();
      case STRING -> node.stringValue();
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }

  private JsonNode array(String key) {
    JsonNode field = field(key);
    require(field.isArray(), key, "a list");
    return field;
  }

  private JsonNode field(String key) {
    JsonNode field = node.get(key);
    if (field == null) {
      throw new IllegalArgumentException(
          place(key) + " is missing in the description of its model");
    }
    return field;
  }

  private void require(boolean condition, String key, String kind) {
    if (!condition) {
      throw new IllegalArgumentException(
          "%s in the description of its model is not %s".formatted(place(key), kind));
    }
  }
}
