package dev.sluice.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every mistake and its whole message, from {@code messages.txt}; a new one is a new entry there.
 */
class MessagesTest {

  /** A mistake, the text with it, and the message. */
  record Mistake(String title, String text, String message) {
    static Mistake parse(String entry) {
      String[] parts = entry.split("(?m)^---\n", 2);
      String[] head = parts[0].split("\n", 2);
      return new Mistake(head[0], head[1], parts[1].stripTrailing());
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Mistake> mistakes() throws IOException {
    try (InputStream in = MessagesTest.class.getResourceAsStream("messages.txt")) {
      byte[] all = Objects.requireNonNull(in).readAllBytes();
      return Arrays.stream(new String(all, StandardCharsets.UTF_8).split("(?m)^=== "))
          .filter(entry -> !entry.isEmpty())
          .map(Mistake::parse);
    }
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysPlaceBothSidesAndWhatToWrite(Mistake mistake) {
    assertThat(message(mistake.text())).isEqualTo(mistake.message());
  }

  private static String message(String text) {
    return mistake(text).getMessage();
  }

  private static CellSyntaxException mistake(String text) {
    return catchThrowableOfType(CellSyntaxException.class, () -> Cell.parse(text, "my.cell"));
  }

  @Test
  void placeIsCountedFromOne() {
    CellSyntaxException e = mistake("my(x; h)\r\n  h' = tanh(W_h @ y)\r\n");
    assertThat(e.line()).isEqualTo(2);
    assertThat(e.column()).isEqualTo(19);
  }

  @Test
  void sourceIsCalledCellWhereNoneIsGiven() {
    assertThat(catchThrowableOfType(CellSyntaxException.class, () -> Cell.parse("")))
        .hasMessage(
            "cell, line 1: there is no cell here. A cell begins with its header, as in elman(x;"
                + " h).");
  }

  @Test
  void invisibleCharactersAreEscaped() {
    assertThat(message("my(x; h)\n  h' = \ttanh(\u001b[31m W_h @ x) # \u202e"))
        .isEqualTo(
            """
            my.cell, line 2: unexpected character U+001B.
                  h' =  tanh(\\u001B[31m W_h @ x) # \\u202E
                             ^\
            """);
    assertThat(catchThrowableOfType(CellSyntaxException.class, () -> Cell.parse("\ud800", "a\nb")))
        .hasMessage(
            """
            a\\u000Ab, line 1: unexpected character U+D800.
                \\uD800
                ^\
            """);
  }

  @Test
  void longLinesAreCutAroundTheMistake() {
    String before = "W_h @ x + ".repeat(40);
    String after = " + W_h @ x".repeat(40);
    assertThat(message("my(x; h)\n  h' = " + before + "hh" + after))
        .isEqualTo(
            """
            my.cell, line 2: 'hh' is not defined. Did you mean 'h'?
                …h @ x + W_h @ x + W_h @ x + W_h @ x + W_h @ x + hh + W_h @ x + W_h @ x + W_h @ x + W_h @ x + W_h…
                                                                 ^\
            """
                .stripTrailing());
  }

  @Test
  void longNamesAreShortened() {
    String name = "h" + "o".repeat(90);
    assertThat(message("my(x; h)\n  h' = W_h @ x + " + name))
        .startsWith("my.cell, line 2: 'hooooooooooooooooooooooooooooooooooooooo…' is not defined.");
    assertThat(message("my(x; h)\n  h' = W_h @ x + " + name + name))
        .startsWith("my.cell, line 2: a name has at most 100 characters.");
  }
}
