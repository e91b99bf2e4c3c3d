package dev.sluice.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Real text that every machine with a JDK has: the sources of {@code java.lang} and {@code
 * java.util}.
 *
 * <p>The rule: from {@code lib/src.zip} of the running JDK, the files {@code java/lang/*.java} and
 * {@code java/util/*.java} of module {@code java.base} (no packages below), in the order of their
 * names; the first block comment of a file is left out if it speaks of "Copyright"; line ends are
 * LF; a character beyond ASCII is '?'. Where there is no {@code src.zip}, the declarations of the
 * public classes that {@code java.base} exports, read from its class files. One JDK always gives
 * the same text.
 *
 * @param text the text, ASCII
 * @param description a phrase that says what was read: {@code 273 source files of java.lang and
 *     java.util (JDK 25.0.3)}
 */
public record JdkSources(String text, String description) {
  private static final Pattern CHOSEN =
      Pattern.compile("java\\.base/java/(lang|util)/[^/]+\\.java");

  /** All of it, about 8 million characters. */
  public static JdkSources load() throws IOException {
    return load(Integer.MAX_VALUE);
  }

  /**
   * Whole files of at most {@code limit} characters together, chosen evenly over all.
   *
   * @throws IOException if the JDK cannot be read
   * @throws IllegalArgumentException if {@code limit} is not positive
   */
  public static JdkSources load(int limit) throws IOException {
    return load(Path.of(System.getProperty("java.home"), "lib", "src.zip"), limit);
  }

  static JdkSources load(Path sources, int limit) throws IOException {
    if (limit < 1) {
      throw new IllegalArgumentException(
          Sentence.of("The limit must be at least 1; it is %,d.", limit));
    }
    boolean found = Files.isRegularFile(sources);
    List<String> files = found ? files(sources) : Declarations.ofJavaBase();
    List<String> chosen = evenly(files, limit);
    return new JdkSources(
        String.join("", chosen),
        Sentence.of(
            found
                ? "%s of java.lang and java.util (JDK %s)"
                : "the declarations of %s of java.base (JDK %s, which has no src.zip)",
            Sentence.count(chosen.size(), found ? "source file" : "public type"),
            Runtime.version().feature()
                + "."
                + Runtime.version().interim()
                + "."
                + Runtime.version().update()));
  }

  /** A corpus of it. */
  public Corpus corpus(Split split, Tokens tokens) {
    return Corpus.of("the text of " + description, text, split, tokens);
  }

  private static List<String> files(Path sources) throws IOException {
    try (ZipFile zip = new ZipFile(sources.toFile())) {
      List<? extends ZipEntry> entries =
          zip.stream()
              .filter(entry -> CHOSEN.matcher(entry.getName()).matches())
              .sorted((a, b) -> a.getName().compareTo(b.getName()))
              .toList();
      List<String> files = new ArrayList<>();
      for (ZipEntry entry : entries) {
        files.add(
            tidy(new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)));
      }
      return files;
    }
  }

  /** One file without its licence, in ASCII. */
  static String tidy(String file) {
    String text = file.replace("\r\n", "\n").replace('\r', '\n');
    int start = text.indexOf("/*");
    int end = text.indexOf("*/", start + 2);
    if (start >= 0 && end >= 0 && text.substring(start, end).contains("Copyright")) {
      text = text.substring(0, start) + text.substring(end + 2).stripLeading();
    }
    // Encoding takes a pair of surrogates as the one character that it is.
    byte[] ascii = text.strip().getBytes(StandardCharsets.US_ASCII);
    return new String(ascii, StandardCharsets.US_ASCII) + "\n\n";
  }

  /** Keeps a file where what is kept stays within its share of the limit at that place. */
  private static List<String> evenly(List<String> files, int limit) {
    long total = files.stream().mapToLong(String::length).sum();
    if (total <= limit) {
      return files;
    }
    List<String> chosen = new ArrayList<>();
    long passed = 0;
    long kept = 0;
    for (String file : files) {
      passed += file.length();
      if (kept + file.length() <= passed * limit / total) {
        chosen.add(file);
        kept += file.length();
      }
    }
    return chosen;
  }
}
