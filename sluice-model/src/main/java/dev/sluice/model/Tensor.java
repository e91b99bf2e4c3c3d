package dev.sluice.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A named array of floats.
 *
 * @param name such as {@code layer0.W_i}
 * @param shape the size of each dimension, slowest first; a matrix is {@code [rows, columns]}
 * @param values row-major; the memory itself, not a copy
 */
public record Tensor(String name, List<Integer> shape, float[] values) {

  /**
   * @throws IllegalArgumentException if the shape does not have as many values
   */
  public Tensor {
    shape = List.copyOf(shape);
    if (count(shape) != values.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s has shape %s and %,d values.", name, shape, values.length));
    }
  }

  /** A tensor of zeros. */
  public static Tensor zeros(String name, List<Integer> shape) {
    return new Tensor(name, shape, new float[Math.toIntExact(count(shape))]);
  }

  /** A tensor of the same name and shape, with values of its own. */
  public Tensor copy() {
    return new Tensor(name, shape, values.clone());
  }

  /**
   * The given tensors in the order of the expected ones.
   *
   * @param noun what each tensor is, such as {@code parameter}
   * @param expected the shape of each name
   * @param given the same names and shapes, in any order
   * @throws IllegalArgumentException naming the first that is missing, too many, or of another
   *     shape
   */
  public static List<Tensor> inOrder(
      String noun, SequencedMap<String, List<Integer>> expected, List<Tensor> given) {
    Map<String, Tensor> left = new LinkedHashMap<>();
    for (Tensor tensor : given) {
      if (left.put(tensor.name(), tensor) != null) {
        throw new IllegalArgumentException(
            "The %s %s occurs twice.".formatted(noun, tensor.name()));
      }
    }
    List<Tensor> ordered = new ArrayList<>();
    expected.forEach(
        (name, shape) -> {
          Tensor found = left.remove(name);
          if (found == null) {
            throw new IllegalArgumentException("The %s %s is missing.".formatted(noun, name));
          }
          if (!found.shape().equals(shape)) {
            throw new IllegalArgumentException(
                "The %s %s has shape %s; it should be %s."
                    .formatted(noun, name, found.shape(), shape));
          }
          ordered.add(found);
        });
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "There should be no %s %s.".formatted(noun, left.keySet().iterator().next()));
    }
    return ordered;
  }

  /** The shape of each name, in the same order: what {@link #inOrder} expects. */
  public static SequencedMap<String, List<Integer>> shapes(List<Tensor> tensors) {
    SequencedMap<String, List<Integer>> shapes = new LinkedHashMap<>();
    tensors.forEach(tensor -> shapes.put(tensor.name(), tensor.shape()));
    return shapes;
  }

  private static long count(List<Integer> shape) {
    long count = 1;
    for (int size : shape) {
      count = Math.multiplyExact(count, size);
    }
    return count;
  }

  /** Whether name, shape and every value are the same; NaN equals NaN, and −0 is not 0. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor(String name2, List<Integer> shape2, float[] values2)
        && name.equals(name2)
        && shape.equals(shape2)
        && Arrays.equals(values, values2);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + shape.hashCode()) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return name + shape;
  }
}
