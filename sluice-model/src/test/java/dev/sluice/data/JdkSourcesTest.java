package dev.sluice.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkSourcesTest {
  @TempDir Path folder;

  /** Entries in an order that is not that of their names. */
  private Path zip(String... namesAndTexts) throws IOException {
    Path file = folder.resolve("src.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
        zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return file;
  }

  @Test
  void readsTheChosenFilesInTheOrderOfTheirNames() throws IOException {
    Path zip =
        zip(
            "java.base/java/util/A.java", "/*\r\n * Copyright\r\n */\r\n\r\npackage java.util;\r\n",
            "java.base/java/util/zip/B.java", "no",
            "java.base/java/lang/C.java", "package java.lang; /* ü€😀 */\n",
            "java.desktop/java/util/D.java", "no",
            "java.base/java/lang/E.txt", "no");
    JdkSources sources = JdkSources.load(zip, 1000);
    assertThat(sources.text()).isEqualTo("package java.lang; /* ??? */\n\npackage java.util;\n\n");
    assertThat(sources.description())
        .matches("2 source files of java\\.lang and java\\.util \\(JDK 25\\.[0-9.]+\\)");
  }

  @Test
  void dropsTheLicenceAlone() {
    assertThat(JdkSources.tidy("// made by\n/* Copyright 1 */\nA\n/* Copyright 2 */"))
        .isEqualTo("// made by\nA\n/* Copyright 2 */\n\n");
    assertThat(JdkSources.tidy("/** What it is. */\nclass A {}\n/* Copyright */"))
        .isEqualTo("/** What it is. */\nclass A {}\n/* Copyright */\n\n");
    assertThat(JdkSources.tidy("/* Copyright")).isEqualTo("/* Copyright\n\n");
    assertThat(JdkSources.tidy("a\rb\r\nc")).isEqualTo("a\nb\nc\n\n");
  }

  @Test
  void aLimitKeepsWholeFilesSpreadOverAll() throws IOException {
    String[] files = new String[2 * 50];
    for (int i = 0; i < 50; i++) {
      files[2 * i] = "java.base/java/lang/F%02d.java".formatted(i);
      files[2 * i + 1] = "%02d".formatted(i) + "x".repeat(i % 7);
    }
    Path zip = zip(files);
    String all = JdkSources.load(zip, Integer.MAX_VALUE).text();
    for (int limit = 1; limit < all.length(); limit += 13) {
      String text = JdkSources.load(zip, limit).text();
      assertThat(text.length()).isBetween(limit - 12, limit);
    }
    assertThat(JdkSources.load(zip, all.length() / 2).text()).contains("02x", "45x");
    assertThatThrownBy(() -> JdkSources.load(zip, 0))
        .hasMessage("The limit must be at least 1; it is 0.");
  }

  @Test
  void isTheSameEachTime() throws IOException {
    JdkSources sources = JdkSources.load();
    assertThat(JdkSources.load()).isEqualTo(sources);
    assertThat(sources.text()).hasSizeGreaterThan(500_000).doesNotContain("\r");
    Corpus corpus = sources.corpus(Split.DEFAULT, Tokens.CHARACTERS);
    assertThat(corpus.vocabulary().size()).isLessThanOrEqualTo(98);
    assertThat(corpus.length()).isEqualTo(sources.text().length());
  }

  @Test
  void readsDeclarationsWhereThereIsNoSource() throws IOException {
    JdkSources sources = JdkSources.load(folder.resolve("none.zip"), Integer.MAX_VALUE);
    assertThat(JdkSources.load(folder.resolve("none.zip"), Integer.MAX_VALUE)).isEqualTo(sources);
    assertThat(sources.description())
        .matches(
            "the declarations of 1,\\d{3} public types of java\\.base \\(JDK 25\\.[0-9.]+, which"
                + " has no src\\.zip\\)");
    assertThat(sources.text())
        .contains(
            "package java.util;\n\npublic interface Map<K, V> {\n    public abstract int size();\n")
        .contains("    public static <T extends Comparable<? super T>> void sort(List<T>);\n")
        .contains("public final class String implements Serializable, Comparable<String>, ")
        .contains("public interface Map.Entry<K, V> {\n")
        .doesNotContain("AbstractStringBuilder {", "ImmutableCollections");
    assertThat(sources.corpus(Split.DEFAULT, Tokens.CHARACTERS).length()).isGreaterThan(500_000);
  }

  /** Every kind of declaration that the class files of a JDK hold. */
  public abstract static class Sample<T extends Number & Runnable> implements Comparable<T[]> {
    protected static final int LIMIT = 1;
    public java.util.List<? super T>[] field;

    protected Sample(int... values) {}

    public abstract <E extends Exception> void run(T one, boolean[][] two, String... rest)
        throws E, IOException;

    void unseen() {}
  }

  @Test
  void writesADeclarationAsInTheSource() throws IOException {
    try (var in = Sample.class.getResourceAsStream("JdkSourcesTest$Sample.class")) {
      assertThat(Declarations.declaration(ClassFile.of().parse(in.readAllBytes())))
          .isEqualTo(
              """
              package dev.sluice.data;

              public abstract class JdkSourcesTest.Sample<T extends Number & Runnable> \
              implements Comparable<T[]> {
                  protected static final int LIMIT;
                  public List<? super T>[] field;
                  protected Sample(int...);
                  public abstract <E extends Exception> void run(T, boolean[][], String...) \
              throws E, IOException;
              }

              """);
    }
  }
}
