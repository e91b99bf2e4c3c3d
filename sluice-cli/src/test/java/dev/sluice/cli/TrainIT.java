package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged command at work, and what becomes of it when it is stopped. */
@DisabledOnOs(OS.WINDOWS)
class TrainIT {
  private static final String TRAIN =
      "train text river.txt --hidden 24 --embedding 8 --batch 4 --steps 10 --dropout 0.1 --epochs 1"
          + " --out ";

  @TempDir static Path temp;
  static Path folder;
  static byte[] whole;

  @BeforeAll
  static void train() throws Exception {
    folder = Files.createDirectory(temp.resolve("work"));
    Texts.write(folder.resolve("river.txt"), 20_000);
    Run run = Run.packaged(folder, TRAIN + "whole.safetensors --threads 1");
    assertThat(run.succeeded().out()).contains("Saved in whole.safetensors.");
    whole = Files.readAllBytes(folder.resolve("whole.safetensors"));
  }

  @Test
  void threadsChangeNoByte() throws Exception {
    Run.packaged(folder, TRAIN + "two.safetensors --threads 2").succeeded();
    assertThat(folder.resolve("two.safetensors")).hasBinaryContent(whole);
  }

  @Test
  void theModelWritesAndIsJudged() throws Exception {
    Run sample =
        Run.packaged(folder, "sample whole.safetensors --prompt", "the river", "--length", "100");
    assertThat(sample.succeeded().out()).startsWith("the river").hasSize(9 + 100 + 1);
    Run judged = Run.packaged(folder, "evaluate whole.safetensors river.txt --part test");
    assertThat(judged.succeeded().out())
        .contains("whole.safetensors on the test part of river.txt, 999 characters:")
        .contains("an interpolated trigram, from the training part");
  }

  /** The default model file, in the folder where the command runs. */
  @Test
  void sampleReadsWhatTrainTextWrote() throws Exception {
    Path own = Files.createDirectory(temp.resolve("own"));
    Run.packaged(
            own,
            "train text ../work/river.txt --hidden 8 --layers 1 --batch 4 --steps 10 --updates 2"
                + " --json")
        .succeeded();
    assertThat(Run.files(own)).containsExactly("sluice-text.safetensors");
    assertThat(Run.packaged(own, "sample --length 20").succeeded().out()).hasSize(21);
  }

  /** Killed without mercy at several moments, each time while a checkpoint is being written. */
  @Test
  void aKilledRunGoesOnToTheSameBytes() throws Exception {
    Path killed = Files.createDirectory(temp.resolve("killed"));
    Files.copy(folder.resolve("river.txt"), killed.resolve("river.txt"));
    Path model = killed.resolve("m.safetensors");
    int cut = 0;
    for (int kill = 1; kill <= 8 && (kill <= 4 || cut == 0); kill++) {
      Process process = Run.start(killed, goOn(model) + " --checkpoint-every 1");
      // Once past what the last run had saved, the moment when the next temporary file appears.
      awaitChange(process, model);
      for (int seen = 0; seen < 3 * kill; seen++) {
        awaitTemporary(process, killed);
      }
      process.destroyForcibly().waitFor();
      try (Stream<Path> left = temporary(killed)) {
        for (Path file : left.toList()) {
          Files.delete(file);
          cut++;
        }
      }
      assertThat(model).as("after kill %d", kill).exists();
    }
    assertThat(cut).as("kills while a checkpoint was being written").isPositive();
    Run run = Run.packaged(killed, goOn(model));
    assertThat(run.succeeded().out()).contains("\nIt goes on after update ");
    assertThat(model).hasBinaryContent(whole);
  }

  private static String goOn(Path model) {
    return Files.exists(model)
        ? "train text river.txt --resume m.safetensors"
        : TRAIN + "m.safetensors";
  }

  private static void awaitChange(Process process, Path file) throws IOException {
    var before = Files.exists(file) ? Files.getLastModifiedTime(file) : null;
    while (process.isAlive()
        && (Files.notExists(file) || Files.getLastModifiedTime(file).equals(before))) {
      Thread.onSpinWait();
    }
    assertThat(process.isAlive()).as("still training").isTrue();
  }

  /** Waits until there is a temporary file, and before that until there is none. */
  private static void awaitTemporary(Process process, Path folder) {
    for (boolean wanted : new boolean[] {false, true}) {
      boolean found = !wanted;
      while (found != wanted && process.isAlive()) {
        try (Stream<Path> files = temporary(folder)) {
          found = files.findAny().isPresent();
        }
      }
    }
  }

  private static Stream<Path> temporary(Path folder) {
    try {
      return Files.list(folder).filter(file -> file.toString().endsWith(".tmp"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalSavesAndSaysHowToGoOn(String signal) throws Exception {
    Path stopped = Files.createDirectory(temp.resolve("stopped" + signal));
    Files.copy(folder.resolve("river.txt"), stopped.resolve("river.txt"));
    Path model = stopped.resolve("m.safetensors");
    Process process = Run.start(stopped, goOn(model) + " --checkpoint-every 1 --json");
    awaitChange(process, model);
    assumeFalse(signal.equals("INT") && ignoresInterrupts(process), "this shell ignores Ctrl-C");
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    Run run = Run.ended(process, stopped);
    assertThat(run.status()).isEqualTo(130);
    assertThat(run.out().lines().reduce((_, last) -> last).orElseThrow())
        .startsWith("{\"event\":\"stopped\",\"why\":\"Interrupted\"");
    assertThat(run.err())
        .matches(
            "Interrupted after update \\d+ of [\\d,]+; saved in m.safetensors\\. Go on with:"
                + " \\./sluice train text river.txt --resume m.safetensors\n");
    Run.packaged(stopped, goOn(model)).succeeded();
    assertThat(model).hasBinaryContent(whole);
    assertThat(Run.files(stopped)).containsExactly("m.safetensors", "river.txt");
  }

  /** A process started in the background of a script does, and what it starts inherits that. */
  private static boolean ignoresInterrupts(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  @Test
  void aReaderWhoHasSeenEnoughEndsASampleQuietly() throws Exception {
    var process =
        Run.shell(folder, "\"$SLUICE\" sample whole.safetensors --length 100000000 | head -c 20");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Run run = Run.ended(process, folder);
    assertThat(run.out()).hasSize(20);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void withoutTheVectorApiSaysHowToBeFast() throws Exception {
    String java = ProcessHandle.current().info().command().orElseThrow();
    Path lib = Path.of("target", "lib").toAbsolutePath();
    String command =
        "exec '%s' -p '%s' -m dev.sluice.cli/dev.sluice.cli.Main sample whole.safetensors --length 5"
            .formatted(java, lib);
    Run run = Run.ended(Run.shell(folder, command), folder);
    assertThat(run.err())
        .isEqualTo(
            "The Vector API is not enabled in this JVM: running plain loops, several times slower."
                + " Add --add-modules jdk.incubator.vector.\n");
    assertThat(run.out()).hasSize(6);
    assertThat(run.status()).isZero();
  }
}
