package dev.sluice.bench;

import dev.sluice.cell.Cell;
import dev.sluice.cell.Shapes;
import dev.sluice.cell.Sizes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The cells that are measured. */
final class Cells {
  private Cells() {}

  /**
   * One of the {@code .cell} files beside this class, or else of the catalogue; behind a {@code +}
   * what regularizes it: {@code lstm+zoneout}.
   */
  static Cell of(String name) {
    int plus = name.indexOf('+');
    if (plus >= 0) {
      Cell plain = of(name.substring(0, plus));
      return switch (name.substring(plus + 1)) {
        case "zoneout" -> plain.withZoneout("c", 0.5).withZoneout("h", 0.05);
        case "recurrent-dropout" -> plain.withRecurrentDropout(0.2);
        case "dropconnect" -> plain.withDropConnect(0.5);
        case "layernorm" -> plain.withLayerNorm();
        default -> throw new IllegalArgumentException("There is no " + name + " to measure.");
      };
    }
    try (InputStream in = Cells.class.getResourceAsStream(name + ".cell")) {
      return in == null
          ? Cell.named(name)
          : Cell.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), name + ".cell");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Operations in the products of one step of one row. In every cell here a matrix stands once. */
  static double flop(Cell cell, Sizes sizes) {
    double flop = 0;
    for (Shapes.Parameter p : cell.shapes().parameters()) {
      flop += p.isMatrix() ? 2.0 * sizes.of(p.rows()) * sizes.of(p.columns()) : 0;
    }
    return flop;
  }

  /**
   * Chooses between the Vector API and plain loops in this JVM, before the first kernel.
   *
   * @param vector {@code auto}, {@code off}, {@code 128}, {@code 256} or {@code 512}
   */
  static void chooseVectors(String vector) {
    System.setProperty("sluice.vector", vector);
  }
}
