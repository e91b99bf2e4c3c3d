package dev.sluice.cell;

import java.math.BigDecimal;

/** Numbers as the language writes them. */
final class Numbers {
  private Numbers() {}

  /**
   * Reads the digits of a number.
   *
   * @throws CellSyntaxException if a {@code float} cannot hold it
   */
  static double parse(Source source, Token token) {
    double value = Double.parseDouble(token.text());
    if (Float.isInfinite((float) value)) {
      throw source.mistake(
          token,
          Source.shown(token.text())
              + " is too large: cells compute with numbers of at most 3.4e38.");
    }
    boolean zero =
        token
            .text()
            .chars()
            .takeWhile(c -> c != 'e' && c != 'E')
            .allMatch(c -> c == '0' || c == '.');
    if ((float) value == 0 && !zero) {
      throw source.mistake(
          token,
          Source.shown(token.text())
              + " is too small: it would be zero; the least number is 1.4e-45.");
    }
    return value;
  }

  /** The shortest text that reads as this number: {@code 1}, {@code 0.05}, {@code -1e30}. */
  static String print(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    String sign = value < 0 ? "-" : "";
    BigDecimal exact = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String plain = exact.toPlainString();
    String digits = exact.unscaledValue().toString();
    int exponent = digits.length() - 1 - exact.scale();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String scientific = mantissa + "e" + exponent;
    return sign + (plain.length() <= scientific.length() + 2 ? plain : scientific);
  }
}
