package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceTest {

  @TempDir Path temp;

  private String call(String more) {
    return "reproduce %s --quick --out %s --threads 2 %s"
        .formatted(temp, temp.resolve("results"), more)
        .strip();
  }

  @Test
  void keepsWhatIsFinishedAndWritesATable() throws IOException {
    String only = "--only embedded-reber-lstm,anbn-lstm";
    String first = Run.here(call(only)).succeeded().out();
    assertThat(first)
        .containsPattern("embedded-reber-lstm +seed 1 +\\d+ s +wrong ")
        .doesNotContain("(before)")
        .endsWith("The table is in %s.\n".formatted(temp.resolve("results/results.md")));
    String page = Files.readString(temp.resolve("results/results.md"));
    assertThat(page)
        .contains("| (drawn: embedded-reber) | LSTM 16 | wrong |", "| (drawn: anbn 10) |")
        .contains("$ ./sluice train task anbn --length 10 --hidden 8");
    List<String> runs = Files.readAllLines(temp.resolve("results/quick.jsonl"));
    assertThat(runs).hasSize(2);

    // A line that was cut short is run again; the other is not.
    Files.writeString(temp.resolve("results/quick.jsonl"), runs.getFirst() + "\n{\"row\":");
    assertThat(Run.here(call(only)).succeeded().out()).containsOnlyOnce("(before)");
    assertThat(Files.readAllLines(temp.resolve("results/quick.jsonl"))).hasSize(2);
    assertThat(Files.readString(temp.resolve("results/results.md"))).contains("anbn-lstm");
  }

  @Test
  void saysWhatIsNotThere() {
    Run.here("reproduce " + temp.resolve("none"))
        .refused("There is no folder %s with data sets.".formatted(temp.resolve("none")));
    assertThat(Run.here(call("--only mnist,anbn-lstm")).err())
        .isEqualTo("mnist is left out: there is no folder %s.\n".formatted(temp.resolve("mnist")));
    assertThat(Run.here(call("--only best")).err())
        .startsWith("There is no row 'best'. There are: ");
  }
}
