package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in {@code examples}, each with a little data of its kind. */
class ExamplesIT {
  private static final int LONGEST = 40;
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final Path LIB = Path.of("target", "lib").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void prepare() throws IOException {
    folder = Files.createDirectory(temp.resolve("work"));
  }

  private String run(String example, Path data, String more) throws Exception {
    String command =
        "'%s' -p '%s' --add-modules dev.sluice.model,jdk.incubator.vector '%s' '%s' %s"
            .formatted(JAVA, LIB, EXAMPLES.resolve(example), data, more);
    return Run.ended(Run.shell(folder, command), folder).succeeded().out();
  }

  @Test
  void areShort() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      List<Path> all = files.filter(file -> file.toString().endsWith(".java")).toList();
      assertThat(all).hasSize(6);
      for (Path file : all) {
        assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(LONGEST);
      }
    }
  }

  @Test
  void names() throws Exception {
    Path data = Files.createDirectory(temp.resolve("names"));
    Files.writeString(data.resolve("Japanese.txt"), "Nakamura\nTanaka\nYamada\n".repeat(10));
    Files.writeString(data.resolve("Irish.txt"), "O'Neill\nO'Brien\nO'Shea\n".repeat(10));
    assertThat(run("Names.java", data, ""))
        .containsPattern("\ntest: accuracy \\d\\.\\d{3}, macro recall ")
        .containsPattern("\nJapanese 0\\.\\d+\nIrish 0\\.\\d+\n");
    assertThat(folder.resolve("names.safetensors")).exists();
  }

  @Test
  void sentiment() throws Exception {
    String reviews = "good\ta fine film\nbad\ta dull film\n".repeat(30);
    Path data = Files.writeString(temp.resolve("reviews.txt"), reviews);
    assertThat(run("Sentiment.java", data, ""))
        .containsPattern("\ntest: accuracy \\d\\.\\d{3}; naive Bayes 1\\.000\n");
  }

  @Test
  void tags() throws Exception {
    String sentence = "we\tPRON\nsaw\tVERB\nit\tPRON\n\n";
    Path data = Files.writeString(temp.resolve("tags.txt"), sentence.repeat(60));
    assertThat(run("Tags.java", data, "")).contains("\n[we, saw, it] [PRON, VERB, PRON]\n");
  }

  /** Days of 24 rows. */
  private Path table(int rows) throws IOException {
    StringBuilder text = new StringBuilder("load\n");
    SplittableRandom random = new SplittableRandom(1);
    for (int row = 0; row < rows; row++) {
      double load = 50 + 10 * Math.sin(row * Math.PI / 12) + random.nextDouble();
      text.append("%.3f\n".formatted(row == rows * 3 / 4 ? 95.0 : load));
    }
    return Files.writeString(temp.resolve("load.csv"), text.toString());
  }

  @Test
  void demand() throws Exception {
    assertThat(run("Demand.java", table(900), "load"))
        .containsPattern("\ntest: MAE \\d\\.\\d+, same hour of the day before \\d")
        .containsPattern("\n\\+24 h: \\d+\\.\\d+ \\(\\d+\\.\\d+ to \\d+\\.\\d+\\)\n");
  }

  @Test
  void alarms() throws Exception {
    assertThat(run("Alarms.java", table(1200), "load")).contains("\nrows 901 to 90");
  }

  @Test
  void chorales() throws Exception {
    String piece = "60,64 62,65 64,67 65,69 67,71 - ".repeat(4).strip() + "\n";
    Path data = Files.writeString(temp.resolve("music.txt"), piece.repeat(20));
    assertThat(run("Chorales.java", data, ""))
        .containsPattern("\ntest: \\d\\.\\d{3} nats per step; keys that go on as they do ");
    assertThat(Files.readAllBytes(folder.resolve("new.mid"))).startsWith("MThd".getBytes());
  }
}
