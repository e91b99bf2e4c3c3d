package dev.sluice.peers.work;

import java.util.List;
import java.util.stream.Stream;

/** Of one layer over one batch; the input is as wide as the hidden state. */
public record Size(int steps, int batch, int hidden) {
  /** At which the peers were measured first; a table that stays as it is. */
  public static final List<Size> ALL =
      Stream.of(
              "64x32x128",
              "64x32x256",
              "64x32x512",
              "64x64x1024",
              "50x50x128",
              "128x16x64",
              "64x1x128",
              "64x1x512")
          .map(Size::parse)
          .toList();

  /** Reads {@code 64x32x128}: steps, batch, hidden size. */
  public static Size parse(String text) {
    String[] parts = text.split("x");
    return new Size(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  @Override
  public String toString() {
    return steps + "x" + batch + "x" + hidden;
  }
}
