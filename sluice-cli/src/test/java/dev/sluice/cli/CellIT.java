package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice cell …} as packaged. */
@DisabledOnOs(OS.WINDOWS)
class CellIT {

  @TempDir Path temp;

  /** The first of the catalogue; all of it is the contract that the kernel's tests hold. */
  @Test
  void theCatalogueIsCheckedUntilNobodyReads() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("work"));
    Process process = Run.shell(folder, "\"$SLUICE\" cell check | head -n 4");
    assertThat(Run.ended(process, folder).succeeded().out().lines().skip(1))
        .hasSize(3)
        .allMatch(line -> line.matches("[a-z0-9-]+ +\\d\\.\\de-\\d\\d +\\d\\.\\de-\\d\\d  yes"));
  }

  /** As a module: there a library sees only what is opened to it. */
  @Test
  void aTraceIsAlsoJson() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("work"));
    assertThat(Run.packaged(folder, "cell trace elman --json --input", "1 0").succeeded().out())
        .startsWith("{")
        .contains("\"gradient\":[");
  }

  @Test
  void standardInputIsACell() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("work"));
    Files.writeString(folder.resolve("my.cell"), "my(x; h)\n  h' = tanh(W_h @ x + U_h @ h)\n");
    for (String command : new String[] {"check -", "show -", "trace -"}) {
      var process = Run.shell(folder, "\"$SLUICE\" cell " + command + " <my.cell");
      assertThat(Run.ended(process, folder).succeeded().out()).contains("my");
    }
  }
}
