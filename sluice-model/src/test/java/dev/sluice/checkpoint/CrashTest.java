package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.model.Tensor;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk after a process that was writing it died, or had no room. */
class CrashTest {
  @TempDir Path folder;

  private static Safetensors content(int round) {
    float[] values = new float[500_000];
    Arrays.fill(values, round);
    return new Safetensors(Map.of(), List.of(new Tensor("t", List.of(values.length), values)));
  }

  /** Writes one content after the other, for as many rounds as the second argument says. */
  public static void main(String[] arguments) {
    try {
      for (int round = 1; round <= Integer.parseInt(arguments[1]); round++) {
        content(round).save(Path.of(arguments[0]));
        System.out.println("saved " + round);
      }
    } catch (IOException e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }

  private static Process start(String before, Path file, int rounds) throws IOException {
    List<String> command = new ArrayList<>();
    if (!before.isEmpty()) {
      command.addAll(List.of("bash", "-c", before + "; exec \"$@\"", "bash"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath(),
            CrashTest.class.getName(),
            file.toString(),
            Integer.toString(rounds)));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Surefire hides it in a jar's manifest, but says it here. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private List<Path> temporaries() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".tmp")).toList();
    }
  }

  @Test
  void aProcessKilledWhileItWritesLeavesAWholeFile() throws Exception {
    Path file = folder.resolve("m.safetensors");
    content(0).save(file);
    for (int kill = 0; kill < 4; kill++) {
      Process process = start("", file, Integer.MAX_VALUE);
      try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
        assertThat(output.readLine()).isEqualTo("saved 1");
        TimeUnit.MICROSECONDS.sleep(1700L * kill);
        process.destroyForcibly().waitFor();
      }
      Safetensors found = Safetensors.load(file);
      assertThat(found).isEqualTo(content((int) found.tensors().getFirst().values()[0]));
    }
  }

  @Test
  void aFullDiskLeavesTheOldFileAndNoLitter() throws Exception {
    assumeTrue(new File("/bin/bash").exists(), "Skipped: there is no bash to set a limit with.");
    Path file = folder.resolve("m.safetensors");
    content(0).save(file);
    Process process = start("ulimit -f 256", file, 1);
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.readLine())
          .isEqualTo(file + " could not be written: file too large. The file there is unchanged.");
    }
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(Safetensors.load(file)).isEqualTo(content(0));
    assertThat(temporaries()).isEmpty();
  }
}
