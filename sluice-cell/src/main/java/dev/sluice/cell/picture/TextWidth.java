package dev.sluice.cell.picture;

/**
 * Estimates how wide a text is. Fonts differ, and {@code java.base} has none: the table is that of
 * a wide sans-serif, so that what fits by it fits in others too.
 */
final class TextWidth {
  private TextWidth() {}

  private static final String NARROW = "ijl.,:;|!'′()[]·I ";
  private static final String SLIM = "frt-−/J";
  private static final String WIDE = "mwMWGOQ%@";

  /** The width in pixels at a font size in pixels. */
  static double of(String text, double size) {
    double sum = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      double em =
          NARROW.indexOf(c) >= 0
              ? 0.36
              : SLIM.indexOf(c) >= 0
                  ? 0.46
                  : WIDE.indexOf(c) >= 0 ? 0.95 : Character.isUpperCase(c) ? 0.74 : 0.64;
      sum += em;
    }
    return sum * size;
  }
}
