package dev.sluice.source;

import dev.sluice.data.TextFile;
import dev.sluice.source.Labelled.Row;
import dev.sluice.source.Labelled.Steps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Images in the form of MNIST: a header of big-endian numbers, then a byte for each point. A row of
 * an image is a step; points are from 0 to 1. Labels are in the file beside, whose name has {@code
 * labels} for {@code images} and {@code idx1} for {@code idx3}.
 */
final class Idx {
  private static final int IMAGES = 0x803;
  private static final int LABELS = 0x801;

  private Idx() {}

  static boolean isImages(Path file) {
    return String.valueOf(file.getFileName()).contains("images-idx3");
  }

  static Labelled read(Path images) throws IOException {
    Path labels =
        images.resolveSibling(
            String.valueOf(images.getFileName()).replace("images-idx3", "labels-idx1"));
    if (!Files.exists(labels)) {
      throw new IOException("There is no file %s with the labels of %s.".formatted(labels, images));
    }
    ByteBuffer points = ByteBuffer.wrap(TextFile.bytes(images));
    ByteBuffer classes = ByteBuffer.wrap(TextFile.bytes(labels));
    int[] shape = header(images, points, IMAGES, 3);
    int[] count = header(labels, classes, LABELS, 1);
    if (shape[0] != count[0]) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %,d images, but %s has %,d labels.",
              images,
              shape[0],
              labels,
              count[0]));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < shape[0]; i++) {
      float[] values = new float[shape[1] * shape[2]];
      for (int j = 0; j < values.length; j++) {
        values[j] = (points.get() & 0xFF) / 255f;
      }
      String place = String.format(Locale.ROOT, "%s, image %,d", images, i + 1);
      rows.add(new Row(Integer.toString(classes.get() & 0xFF), new Steps(shape[2], values), place));
    }
    return new Labelled(images.toString(), rows);
  }

  private static int[] header(Path file, ByteBuffer bytes, int magic, int dimensions) {
    int[] shape = new int[dimensions];
    boolean right = bytes.remaining() >= 4 * (1 + dimensions) && bytes.getInt() == magic;
    long size = 1;
    for (int i = 0; i < dimensions && right; i++) {
      shape[i] = bytes.getInt();
      right = shape[i] > 0 && (size *= shape[i]) <= Integer.MAX_VALUE;
    }
    if (!right) {
      throw new IllegalArgumentException(
          "%s is no IDX file of %s.".formatted(file, magic == IMAGES ? "images" : "labels"));
    }
    if (bytes.remaining() != size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s is cut short or damaged: its header announces %,d bytes, the file has %,d.",
              file,
              size,
              bytes.remaining()));
    }
    return shape;
  }
}
