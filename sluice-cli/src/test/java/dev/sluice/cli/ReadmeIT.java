package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.cell.Cell;
import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README is true: its program runs both ways, and its commands print what it shows. A line
 * {@code …} in what it shows stands for any number of lines.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReadmeIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path LIB = Path.of("target", "lib").toAbsolutePath();
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  /** Just more than the program needs for one batch of 32 × 128 in the training part. */
  private static final int SHORT = 5_000;

  private static final int LONG = 20_000;

  /** A rounding error such as 5.2e-12: its digits may differ between processors. */
  private static final Pattern FIGURE = Pattern.compile("\\d\\.\\de-\\d\\d");

  /** Commands whose output depends on what a second of training has learned. */
  private static final Set<String> TRAINED =
      Set.of("train", "sample", "evaluate", "predict", "forecast", "anomaly", "inspect");

  @TempDir Path temp;
  private Path folder;
  private String readme;

  @BeforeEach
  void prepare() throws IOException {
    folder = Files.createDirectory(temp.resolve("work"));
    readme = Files.readString(ROOT.resolve("README.md"));
  }

  @Test
  void theProgramRunsBothWaysToTheSameModel() throws Exception {
    writeText(SHORT);
    String program = blocks("java").get(0);
    Files.writeString(folder.resolve("Bard.java"), program);
    Files.createSymbolicLink(folder.resolve("lib"), LIB);
    String command = command("java -p lib ").substring("java".length());
    String onTheModulePath = run(command);
    byte[] model = Files.readAllBytes(folder.resolve("bard.safetensors"));

    Files.delete(folder.resolve("bard.safetensors"));
    Files.delete(folder.resolve("lib"));
    String first = program.lines().findFirst().orElseThrow();
    assertThat(first).isEqualTo("import module dev.sluice.model;");
    String onPackages = program.replace(first + "\n", blocks("java").get(1));
    Files.writeString(folder.resolve("Bard.java"), onPackages);
    compile("Bard.java");
    String arguments = only("<commandlineArgs>(.*)</commandlineArgs>", blocks("xml").get(0));
    String onTheClassPath =
        run(" " + arguments.replace("%classpath", folder + File.pathSeparator + classPath()));

    for (String printed : List.of(onTheModulePath, onTheClassPath)) {
      assertThat(printed.lines().limit(10))
          .hasSize(10)
          .allMatch(
              line -> line.matches("epoch \\d+/10: loss .*, validation .*, [\\d,]+ targets/s"));
      assertThat(written(printed).codePoints()).hasSize(500);
    }
    assertThat(written(onTheClassPath)).isEqualTo(written(onTheModulePath));
    assertThat(folder.resolve("bard.safetensors")).hasBinaryContent(model);
  }

  /** What the model wrote, after ten lines of progress. */
  private static String written(String printed) {
    String rest = printed;
    for (int line = 0; line < 10; line++) {
      rest = rest.substring(rest.indexOf('\n') + 1);
    }
    return rest;
  }

  private String run(String arguments) throws Exception {
    Run run = Run.ended(Run.shell(folder, "'" + JAVA + "'" + arguments), folder);
    return run.succeeded().out();
  }

  private void compile(String file) {
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:all",
                "-Werror",
                "-cp",
                classPath(),
                "-d",
                folder.toString(),
                folder.resolve(file).toString());
    assertThat(status).isZero();
  }

  /** What a project has on its class path that depends on {@code sluice-model}. */
  private static String classPath() {
    return ModuleLayer.boot()
        .configuration()
        .resolve(ModuleFinder.of(LIB), ModuleFinder.of(), Set.of("dev.sluice.model"))
        .modules()
        .stream()
        .map(module -> module.reference().location().map(URI::getPath).orElseThrow())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void commandsPrintWhatIsShown() throws Exception {
    writeText(LONG);
    Path build = Files.createDirectory(folder.resolve("build"));
    Files.copy(ROOT.resolve("build/Format.java"), build.resolve("Format.java"));
    Path names = Files.createDirectory(folder.resolve("names"));
    Files.writeString(names.resolve("Irish.txt"), "Ahearn\nCasey\nDoyle\n".repeat(10));
    Files.writeString(names.resolve("Greek.txt"), "Adamou\nKouris\n".repeat(10));
    Files.writeString(folder.resolve("steps.txt"), "up\t1,0 2,0 3,1\ndown\t3,0 1,1\n".repeat(20));
    Files.writeString(
        folder.resolve("words.conll"), "we O\nsaw O\nAnn B-PER\nLee I-PER\n\n".repeat(60));
    Files.writeString(folder.resolve("load.csv"), "load\n" + "3\n4\n6\n5\n".repeat(200));
    Files.writeString(folder.resolve("chorales.txt"), "60,64 62,65 - 67\n".repeat(40));
    for (Shown shown : Shown.in(readme)) {
      String[] words = shown.command().split(" ");
      switch (words[0]) {
        case "cat" -> Files.writeString(folder.resolve(words[1]), shown.output());
        case "mvn", "java" -> {} // by the build itself, and above
        case "./sluice" -> {
          if (!words[1].equals("bench")) { // takes minutes, and what Maven has to bring
            check(shown, words[1]);
          }
        }
        default -> fail("The README shows a command of an unknown kind: %s", shown.command());
      }
    }
  }

  private void check(Shown shown, String word) throws Exception {
    // A second of training shows that the line is right, and leaves a model for those that follow.
    boolean trains = word.equals("train");
    String command =
        shown.command().replace("./sluice", "\"$SLUICE\"") + (trains ? " --time-limit 1s" : "");
    Run run = Run.ended(Run.shell(folder, command), folder);
    assertThat(run.status()).as("%s\n%s", shown.command(), run.err()).isZero();
    if (!TRAINED.contains(word)) {
      shown.withOutput(masked(shown.output())).assertPrinted(masked(run.out()));
    }
  }

  private static String masked(String text) {
    return FIGURE.matcher(text).replaceAll("#");
  }

  @Test
  void theFirstCellIsThatOfTheCatalogue() {
    assertThat(blocks("text").get(0)).isEqualTo(Cell.named("lstm").text());
  }

  @Test
  void theProjectHasTheVersionsOfTheBuild() throws Exception {
    String build = Files.readString(ROOT.resolve("pom.xml"));
    String project = blocks("xml").get(0);
    assertThat(only("<artifactId>sluice-model</artifactId>\\s+<version>(.*)</version>", project))
        .isEqualTo(only("<artifactId>sluice</artifactId>\\s+<version>(.*)</version>", build));
    for (String plugin : List.of("maven-compiler-plugin", "exec-maven-plugin")) {
      String version = "<artifactId>" + plugin + "</artifactId>\\s+<version>(.*)</version>";
      assertThat(only(version, project)).isEqualTo(only(version, build));
    }
  }

  /** A text with words, and the names that the program and the commands begin with. */
  private void writeText(int length) throws IOException {
    Path file = Texts.write(folder.resolve("bard.txt"), length);
    Files.writeString(file, Files.readString(file) + "ROMEO:\n");
  }

  private List<String> blocks(String language) {
    return Shown.blocks(readme, language);
  }

  private String command(String start) {
    return Shown.in(readme).stream()
        .map(Shown::command)
        .filter(command -> command.startsWith(start))
        .collect(Collectors.collectingAndThen(Collectors.toList(), ReadmeIT::single));
  }

  private static String only(String pattern, String text) {
    return single(
        Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1)).toList());
  }

  private static String single(List<String> all) {
    assertThat(all).hasSize(1);
    return all.getFirst();
  }
}
