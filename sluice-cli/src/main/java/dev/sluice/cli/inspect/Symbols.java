package dev.sluice.cli.inspect;

/** How a symbol of a text is printed in a table. */
final class Symbols {
  private Symbols() {}

  /** The symbol, or a sign for one that cannot be seen. */
  static String shown(String symbol) {
    return switch (symbol) {
      case "\n" -> "\\n";
      case "\t" -> "\\t";
      case "\r" -> "\\r";
      case " " -> "␣";
      default -> symbol;
    };
  }
}
