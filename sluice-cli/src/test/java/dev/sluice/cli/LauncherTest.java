package dev.sluice.cli;

import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script {@code ./sluice} in a checkout of its own, with a JDK that prints how it was called
 * and a Maven that only makes the jar.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

  @TempDir Path temp;
  Path checkout;
  Path script;
  Path jdk;
  Path tools;
  Path jar;

  @BeforeEach
  void makeCheckout() throws IOException {
    temp = temp.toRealPath();
    checkout = Files.createDirectory(temp.resolve("check out"));
    script = Files.copy(Path.of("../sluice"), checkout.resolve("sluice"));
    Files.createFile(checkout.resolve("pom.xml"));
    source("sluice-cell/src/main/java/Cell.java");
    jar = checkout.resolve("sluice-cli/target/lib/sluice-cli-1.jar");
    jdk = jdk("jdk-25", "25.0.3");
    // Only what the script may rely on, hence neither the machine's Java nor its Maven.
    tools = Files.createDirectory(temp.resolve("tools"));
    for (var name :
        List.of("dirname", "find", "head", "ln", "mkdir", "mv", "readlink", "rm", "sleep")) {
      var program = Path.of("/usr/bin", name);
      if (Files.notExists(program)) {
        program = Path.of("/bin", name);
      }
      program(tools.resolve(name), "exec " + program + " \"$@\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train text",
        "--stacktrace train",
        "sample m",
        "evaluate m d",
        "predict m",
        "forecast m d",
        "anomaly m d",
        "reproduce d",
        "cell check x"
      })
  void commandsThatComputeGetTheVectorApi(String arguments) throws Exception {
    built();
    assertThat(run(arguments.split(" ")).out())
        .contains("--add-modules\njdk.incubator.vector\n")
        .doesNotContain("TieredStopAtLevel");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--help",
        "--version",
        "cell list",
        "cell show train",
        "train --help",
        "trian"
      })
  void otherCommandsStartFastAndQuietly(String arguments) throws Exception {
    built();
    assertThat(run(arguments.split(" ")).out())
        .contains("-XX:TieredStopAtLevel=1")
        .doesNotContain("jdk.incubator.vector");
  }

  @ParameterizedTest
  @CsvSource({
    "cell list, short.aot, -XX:AOTCache, train text",
    "train text, computing.jsa, -XX:SharedArchiveFile, cell list"
  })
  void commandsStartFromTheClassesThatTheBuildHasKept(
      String command, String file, String flag, String other) throws Exception {
    built();
    assertThat(run(command.split(" ")).out()).doesNotContain(flag);

    var kept = Files.createFile(checkout.resolve("sluice-cli/target").resolve(file));
    assertThat(run(command.split(" ")).out()).contains(flag + "=" + kept + "\n");
    assertThat(run(other.split(" ")).out()).doesNotContain(flag);
  }

  /** An explorer has classes of its own: the first one keeps them, in place of the build. */
  @Test
  void explorersStartFromTheClassesThatTheFirstOfThemHasArchived() throws Exception {
    built();
    Files.createFile(checkout.resolve("sluice-cli/target/computing.jsa"));
    var archive = checkout.resolve("target/explore.jsa");
    String archives = "-XX:ArchiveClassesAtExit=" + archive + "\n";
    assertThat(run("explore").out()).contains(archives).doesNotContain("SharedArchiveFile");

    Files.createDirectories(archive.getParent());
    Files.createFile(archive);
    assertThat(run("explore").out())
        .contains("-XX:SharedArchiveFile=" + archive + "\n")
        .doesNotContain("ArchiveClassesAtExit");

    Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH));
    assertThat(run("explore").out()).contains(archives).doesNotContain("SharedArchiveFile");
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    built();
    assertThat(run("sample", "--prompt", "a  b'\"$x\n*", "").out())
        .endsWith("dev.sluice.cli/dev.sluice.cli.Main\nsample\n--prompt\na  b'\"$x\n*\n\n");
  }

  @Test
  void theJvmTakesThePlaceOfTheScript() throws Exception {
    built();
    var run = run();
    assertThat(run.out()).startsWith("process " + run.process() + "\n");
    assertThat(run.status()).isEqualTo(42);
  }

  @Test
  void runsThroughALinkAndInTheFolderOfTheUser() throws Exception {
    built();
    Files.createSymbolicLink(temp.resolve("first"), Path.of("check out/sluice"));
    script = Files.createSymbolicLink(temp.resolve("second"), temp.resolve("first"));
    assertThat(run().out()).contains("in " + temp + "\n").contains(jar.getParent() + "\n");
  }

  @Test
  void olderJdksArePassedOver() throws Exception {
    built();
    var old = jdk("jdk-24", "24.0.2");
    var older = jdk("jdk-8", "1.8.0_402");
    var run = run(Map.of("SLUICE_JAVA_HOME", old + "", "JAVA_HOME", jdk + ""), "--version");
    assertThat(run.out()).contains("jdk-25");
    run = run(Map.of("SLUICE_JAVA_HOME", jdk + "", "JAVA_HOME", older + ""), "--version");
    assertThat(run.out()).contains("jdk-25");
  }

  @Test
  void findsTheJdkBehindTheJavaOnThePath() throws Exception {
    built();
    Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
    assertThat(run(Map.of(), "--version").out()).contains("jdk-25");
  }

  @Test
  void withoutAJdkSaysWhereItLooked() throws Exception {
    Files.writeString(
        script,
        Files.readString(script)
            .replace("    /usr/lib/jvm/* ", "    ")
            .replace(" /opt/* ", " ")
            .replace(" /Library/", " /none/")
            .replace("    /opt/homebrew/", "    /none/"));
    var run = run(Map.of("JAVA_HOME", jdk("jdk-17", "17.0.15") + ""), "--version");
    assertThat(run.err())
        .isEqualTo(
            "sluice: found no JDK 25 or newer in runtime/, SLUICE_JAVA_HOME, JAVA_HOME, the PATH, "
                + "/usr/lib/jvm, ~/.sdkman/candidates/java, ~/.jdks, ~/.jbang, /opt or the folders"
                + " of macOS; install one, or set SLUICE_JAVA_HOME to its folder.\n");
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void withoutMavenSaysSo() throws Exception {
    var run = run("--version");
    assertThat(run.err())
        .isEqualTo(
            "sluice: must be built first and found no Maven: there is no mvn on the PATH;"
                + " install Maven 3.8 or newer.\n");
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void buildsOnFirstUseAndWhenASourceChanges() throws Exception {
    maven("");
    assertThat(run().err()).isEqualTo("Building Sluice (first use, about a minute) …\n");
    assertThat(run().err()).isEmpty();

    var changed = source("sluice-cell/src/main/java/Gate.java");
    Files.setLastModifiedTime(changed, FileTime.from(Instant.now().plusSeconds(2)));
    assertThat(run().err()).isEqualTo("Building Sluice (its sources have changed) …\n");

    Files.setLastModifiedTime(changed, FileTime.from(Instant.EPOCH));
    Files.setLastModifiedTime(changed.getParent(), FileTime.from(Instant.EPOCH));
    assertThat(run().err()).isEmpty();
    Files.delete(changed);
    assertThat(run().err()).isEqualTo("Building Sluice (its sources have changed) …\n");
  }

  @Test
  void aBuildThatFailsIsReported() throws Exception {
    maven("echo 'no such operation' >&2; exit 1");
    var run = run();
    assertThat(run.err())
        .endsWith("no such operation\nsluice: could not be built; the messages above say why.\n");
    assertThat(run.status()).isEqualTo(1);
    assertThat(checkout.resolve("target/sluice.lock")).doesNotExist();
  }

  @Test
  void twoFirstUsesAtOnceBuildOnce() throws Exception {
    maven("echo once >>" + temp + "/builds; sleep 1");
    var first = start(Map.of("SLUICE_JAVA_HOME", jdk + ""));
    var second = start(Map.of("SLUICE_JAVA_HOME", jdk + ""));
    assertThat(List.of(first.waitFor(), second.waitFor())).containsExactly(42, 42);
    assertThat(temp.resolve("builds")).hasContent("once");
    assertThat(first.errorReader().readAllAsString() + second.errorReader().readAllAsString())
        .contains("Building Sluice")
        .containsPattern("Waiting for process \\d+, which is building Sluice …");
  }

  @Test
  void theLockOfADeadBuilderIsTakenOver() throws Exception {
    maven("");
    var dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createSymbolicLink(
        Files.createDirectory(checkout.resolve("target")).resolve("sluice.lock"),
        Path.of(Long.toString(dead.pid())));
    assertThat(run().status()).isEqualTo(42);
    assertThat(checkout.resolve("target")).isEmptyDirectory();
  }

  @Test
  void aTestOfTheBuildNeverBuilds() throws Exception {
    maven("");
    var run = run(Map.of("SLUICE_JAVA_HOME", jdk + "", "SLUICE_NO_BUILD", "1"), "--version");
    assertThat(run.err()).isEmpty();
    assertThat(jar).doesNotExist();
  }

  @Test
  void measuringRunsOnAClassPathOfItsOwn() throws Exception {
    var stamp = checkout.resolve("sluice-bench/target/classpath");
    Files.createDirectories(stamp.getParent());
    Files.writeString(stamp, "a.jar:b.jar");
    var run = run("bench", "kernels", "--quick");
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("-cp\n" + checkout + "/sluice-bench/target/classes:a.jar:b.jar\n")
        .endsWith("dev.sluice.bench.Bench\nkernels\n--quick\n");
    assertThat(jar).doesNotExist();
  }

  /** It has no JVMs of its own. */
  @Test
  void growthIsMeasuredWithVectors() throws Exception {
    var stamp = checkout.resolve("sluice-bench/target/classpath");
    Files.createDirectories(stamp.getParent());
    Files.writeString(stamp, "a.jar");
    assertThat(run("bench", "growth").out())
        .contains("--add-modules\njdk.incubator.vector\n")
        .endsWith("dev.sluice.bench.Bench\ngrowth\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bench", "bench kernel"})
  void measuringNeedsToKnowWhat(String arguments) throws Exception {
    var run = run(arguments.split(" "));
    assertThat(run.err())
        .isEqualTo(
            "sluice: bench needs to know what to measure: peers, kernels, cells, growth or"
                + " allocation.\n");
    assertThat(run.status()).isEqualTo(2);
  }

  private Path source(String name) throws IOException {
    var file = checkout.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }

  private void built() throws IOException {
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
  }

  private Path jdk(String name, String version) throws IOException {
    var folder = temp.resolve(name);
    program(
        Files.createDirectories(folder.resolve("bin")).resolve("java"),
        "echo process $$; echo in \"$PWD\"; echo " + name + "; printf '%s\\n' \"$@\"; exit 42");
    Files.writeString(
        folder.resolve("release"),
        "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nJAVA_VERSION_DATE=\"2026-01-20\"\n");
    return folder;
  }

  /** A Maven that runs {@code first} and then leaves the jar, as a build does. */
  private void maven(String first) throws IOException {
    program(
        tools.resolve("mvn"),
        first + "\nrm -rf '%1$s'; mkdir -p '%1$s'; : >'%2$s'".formatted(jar.getParent(), jar));
  }

  private static void program(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, fromString("rwxr-xr-x"));
  }

  private record Run(long process, int status, String out, String err) {}

  private Run run(String... arguments) throws IOException, InterruptedException {
    return run(Map.of("SLUICE_JAVA_HOME", jdk.toString()), arguments);
  }

  private Run run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var process = start(environment, arguments);
    var out = process.inputReader().readAllAsString();
    var err = process.errorReader().readAllAsString();
    return new Run(process.pid(), process.waitFor(), out, err);
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("HOME", temp.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }
}
