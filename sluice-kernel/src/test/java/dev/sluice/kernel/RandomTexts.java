package dev.sluice.kernel;

import dev.sluice.cell.Cell;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Random texts that are cells, nearly cells, or nothing of the kind. The same seed gives the same
 * text.
 */
final class RandomTexts {

  private static final List<String> NAMES =
      List.of("x", "h", "c", "s", "v", "f", "h'", "c'", "v'", "e", "hidden", "out", "init", "tanh");
  private static final List<String> PARAMETERS =
      List.of("W_h", "U_h", "b_h", "W_c", "b_c", "W_v", "p_v", "_h", "W_", "W_h_h", "b_z", "W_h'");
  private static final List<String> FUNCTIONS =
      List.of(
          "sigmoid",
          "tanh",
          "relu",
          "exp",
          "log",
          "sqrt",
          "abs",
          "leakyrelu",
          "elu",
          "softplus",
          "softsign",
          "hardsigmoid",
          "softmax",
          "layernorm",
          "min",
          "max",
          "σ",
          "dropout",
          "zoneout",
          "clock",
          "below",
          "upper",
          "dropconnect",
          "sin",
          "h");
  private static final List<String> NOISE =
      List.of(
          "dropout(h, 0.5)",
          "dropout(v, 0.1, sequence)",
          "zoneout(h', h, 0.1)",
          "dropconnect(U_h, 0.3) @ h",
          "upper(U_h, 4) @ h",
          "clock(1, 2, 4, 8)",
          "below(c)",
          "dropout(h, 1)",
          "dropout(h, -0.5)",
          "dropout(0.5, h)",
          "clock()",
          "clock(0, 2.5)",
          "clock(99999999999)",
          "upper(U_h, 0) @ h",
          "dropconnect(upper(U_h, 2), 0.5) @ h",
          "upper(dropconnect(U_h, 0.5), 2) @ h");
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "0.5",
          "2",
          "1e30",
          "1e-30",
          "1e308",
          "1e309",
          "1e-400",
          "9".repeat(30),
          "1.",
          "0x1",
          "1e",
          "1.5.2",
          "007",
          "1e+2",
          "0.1e-1",
          "3.4028236e38",
          "NaN");
  private static final List<String> OPERATORS =
      List.of(" + ", " - ", " * ", " / ", " @ ", " · ", " ⊙ ", " − ", "+", "-", "*", "/", "@");
  private static final List<String> ODD =
      List.of(
          "\0",
          "\u0007",
          "\u001b[31m",
          "\t",
          "\f",
          "\u000b",
          "\u0085",
          "\u2028",
          "\u2029",
          "\uFEFF",
          "\u202e",
          "\u200b",
          "\ud800",
          "\udc00",
          "\udc00\ud800",
          "\ud83d\ude00",
          "é",
          "漢",
          "λ",
          "σ",
          "′",
          "'",
          "\"",
          "`",
          "\\",
          "$",
          "{",
          "}",
          "<",
          ">",
          "!",
          "^",
          "%",
          ".",
          "_",
          "__",
          "#",
          ";",
          ",",
          "=",
          "==",
          "[",
          "]",
          "(",
          ")",
          "[]",
          "()",
          "\r",
          "\r\n",
          "\n",
          "\n\n",
          " ",
          "  ",
          "\u00a0",
          "’",
          "·",
          "⊙",
          "−",
          "@",
          "1",
          "0",
          "e",
          "E");

  private final SplittableRandom random;

  private RandomTexts(long seed) {
    random = new SplittableRandom(seed);
  }

  /** One of the kinds below. */
  static String any(long seed) {
    return switch (Math.floorMod(seed, 5)) {
      case 0 -> RandomCells.valid(seed);
      case 1, 2 -> grammatical(seed);
      default -> mutated(seed);
    };
  }

  /** Made by the grammar, without regard to what names and sizes mean. */
  static String grammatical(long seed) {
    return new RandomTexts(seed).text();
  }

  /** A good text, spoiled. */
  static String mutated(long seed) {
    RandomTexts texts = new RandomTexts(seed);
    return texts.mutated(texts.start(seed));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  // ------------------------------------------------------------------------------- grammatical

  private String text() {
    List<String> lines = new ArrayList<>();
    String inputs =
        any(List.of("x", "x", "x", "x[hidden]", "x, e", "x, e = below(c)", "x[p]", "y"));
    String states = any(List.of("h", "h", "h, c", "c, h", "h[p]", "h, c[q], s", "h, h", "x", ""));
    lines.add(
        any(List.of("my", "lstm", "a-b", "A", "x-", "")) + "(" + inputs + "; " + states + ")");
    for (int i = random.nextInt(7); i > 0; i--) {
      lines.add(statement());
    }
    if (chance(70)) {
      // what makes a valid cell of many
      lines.add(1, "v = " + any(List.of("W_v @ x", "x", "0.5", "b_v", "tanh(W_v @ [x, h])")));
      lines.add("h' = W_h @ x + v" + (chance(50) ? " + " + expression(2) : ""));
      lines.add(states.contains("c") ? "c' = " + expression(chance(30) ? 3 : 0) : "");
      lines.add(states.contains("s") ? "s' = W_s @ x" : "");
    }
    return String.join(chance(90) ? "\n  " : any(List.of("\r\n", "\r", "\n\n", " ")), lines);
  }

  private String statement() {
    return switch (random.nextInt(12)) {
      case 0 -> "init " + any(PARAMETERS) + " = " + start();
      case 1 -> "init " + any(NAMES) + ", " + any(PARAMETERS) + " = " + start();
      case 2 -> "out " + any(NAMES);
      case 3 -> "out [" + any(NAMES) + ", " + any(NAMES) + "]";
      case 4 -> "# " + any(ODD);
      case 5 -> any(NAMES) + "[" + any(NAMES) + "] = " + expression(3);
      default -> any(NAMES) + " = " + expression(chance(5) ? 6 : 3);
    };
  }

  private String start() {
    return any(
        List.of(
            "0",
            "1",
            "-1",
            "zeros",
            "ones",
            "identity",
            "orthogonal",
            "uniform(-1, 1)",
            "uniform(1, -1)",
            "normal(0, 1)",
            "normal(0, -1)",
            "uniform(1)",
            "h",
            "-1e30",
            "1e999"));
  }

  private String expression(int depth) {
    if (depth == 0) {
      return any(List.of(any(NAMES), any(NAMES), any(PARAMETERS), any(NUMBERS)));
    }
    return switch (random.nextInt(14)) {
      case 0 -> expression(0);
      case 1 -> "(" + expression(depth - 1) + ")";
      case 2 -> "-" + expression(depth - 1);
      case 3 -> any(FUNCTIONS) + "(" + expression(depth - 1) + ")";
      case 4 -> any(FUNCTIONS) + "(" + expression(depth - 1) + ", " + expression(depth - 1) + ")";
      case 5 -> "[" + expression(depth - 1) + ", " + expression(depth - 1) + "]";
      case 6 -> any(NOISE);
      case 7, 8 -> any(List.of("W_h", "U_h", "W_v", "W_c")) + " @ " + any(List.of("x", "h", "c"));
      case 9 -> "tanh(" + expression(depth - 1) + ")";
      case 10 -> large(expression(depth - 1));
      default -> expression(depth - 1) + any(OPERATORS) + expression(depth - 1);
    };
  }

  /** Sometimes very long or very deep, up to what a text may come to and beyond. */
  private String large(String e) {
    if (!chance(5) || e.length() > 200) {
      return e;
    }
    int count = chance(50) ? random.nextInt(100, 300) : random.nextInt(1_000, 6_000);
    String open = any(List.of("(", "tanh(", "-(", "[h, ", "W_h @ (", "layernorm(h, "));
    return switch (random.nextInt(4)) {
      case 0 -> (e + any(OPERATORS)).repeat(count) + e;
      case 1 -> open.repeat(count) + e + (open.startsWith("[") ? "]" : ")").repeat(count);
      case 2 -> any(List.of("-", "U_h @ ", "h * ", "h / ", "x + ")).repeat(count) + e;
      default -> "layernorm(" + (e + ", ").repeat(count) + e + ")";
    };
  }

  // ----------------------------------------------------------------------------------- mutated

  private String start(long seed) {
    return switch (random.nextInt(3)) {
      case 0 -> RandomCells.valid(seed);
      case 1 -> text();
      default -> Cell.named(any(Cell.catalogue())).text();
    };
  }

  private String mutated(String start) {
    String text = start;
    for (int i = chance(60) ? 1 : random.nextInt(1, 8); i > 0; i--) {
      text = mutatedOnce(text);
    }
    return text;
  }

  private String mutatedOnce(String text) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + (chance(70) ? 1 : random.nextInt(1, 30)));
    String before = text.substring(0, from);
    String piece = text.substring(from, to);
    String after = text.substring(to);
    return switch (random.nextInt(15)) {
      case 0 -> before + after;
      case 1 -> before + piece + piece + after;
      case 2 -> before + new StringBuilder(piece).reverse() + after;
      case 3 -> before + any(ODD) + after;
      case 4 -> before + any(ODD) + piece + after;
      case 5 -> before + Character.toString(random.nextInt(0x110000)) + after;
      case 6 -> lines(text);
      case 7, 8, 9 -> words(text);
      case 10 -> bytes(text);
      case 11 -> before + token() + after;
      case 12 -> text.replace("\n", any(List.of("\r\n", "\r", "\n\n", "\u2028", " ")));
      case 13 -> chance(20) ? before : before + expression(2) + after;
      default -> before + after + piece;
    };
  }

  /** A line less, twice, or at another place. */
  private String lines(String text) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    int at = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(at));
      case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
      default -> Collections.shuffle(lines, new Random(random.nextLong()));
    }
    return String.join("\n", lines);
  }

  /** A word for another, mostly one of the same text. */
  private String words(String text) {
    List<String> words = new ArrayList<>(Arrays.asList(text.split("(?<=[^A-Za-z0-9_'.])|\\b")));
    int at = random.nextInt(words.size());
    switch (random.nextInt(6)) {
      case 0 -> Collections.swap(words, at, random.nextInt(words.size()));
      case 1 -> words.set(at, any(words));
      case 2 -> words.add(at, any(words));
      case 3 -> words.set(at, any(List.of(any(NAMES), any(PARAMETERS), any(FUNCTIONS))));
      case 4 -> words.set(at, any(List.of(any(NUMBERS), any(OPERATORS), any(NOISE))));
      default -> words.set(at, words.get(at) + any(List.of("'", "_", "h", "2", "_h", " ")));
    }
    return String.join("", words);
  }

  private String bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(1, 4); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A token of any length. */
  private String token() {
    int length = chance(3) ? random.nextInt(1, 300_000) : random.nextInt(1, 300);
    return switch (random.nextInt(5)) {
      case 0 ->
          any(List.of("a", "W_", "(", "[", ")", "-", "1", "\0", "\n", "# ", "\ud800", "', "))
              .repeat(length);
      case 1 -> "1e" + "9".repeat(Math.min(length, 400));
      case 2 -> "0." + "0".repeat(Math.min(length, 400)) + "1";
      case 3 -> "init " + any(NAMES) + " = " + start() + "\n";
      default ->
          IntStream.range(0, Math.min(length, 300))
              .mapToObj(_ -> Character.toString(random.nextInt(1, 0x3000)))
              .collect(Collectors.joining());
    };
  }
}
