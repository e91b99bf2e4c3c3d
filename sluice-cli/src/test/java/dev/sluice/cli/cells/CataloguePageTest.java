package dev.sluice.cli.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cell.Cell;
import dev.sluice.cell.CellNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of the catalogue is that of today's cells. */
class CataloguePageTest {
  private static final Path DOCS = Path.of("..", "docs");
  private static final String REMEDY =
      "docs is not what the catalogue gives now; run ./sluice cell docs, delete the pictures of"
          + " cells that are gone, and commit what changed";

  private final Map<String, String> files = CataloguePage.files();

  @Test
  void isCurrent() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> pictures = Files.list(DOCS.resolve("cells"))) {
      for (Path picture : pictures.toList()) {
        found.put("cells/" + picture.getFileName(), Files.readString(picture));
      }
    }
    found.put(CataloguePage.NAME, Files.readString(DOCS.resolve(CataloguePage.NAME)));
    assertThat(found.keySet()).as(REMEDY).isEqualTo(files.keySet());
    files.forEach(
        (name, text) -> assertThat(found.get(name)).as(name + ": " + REMEDY).isEqualTo(text));
  }

  @Test
  void hasAllOfEachCell() {
    assertThat(files).hasSize(1 + Cell.catalogue().size());
    String page = files.get(CataloguePage.NAME);
    for (String name : Cell.catalogue()) {
      assertThat(page)
          .contains("| [%1$s](#%1$s) |".formatted(name))
          .contains("\n## %s\n".formatted(name))
          .contains("```text\n%s```\n".formatted(CellNotes.below(Cell.named(name))))
          .contains("![%1$s](cells/%1$s.svg)".formatted(name));
    }
    assertThat(page).doesNotContain("operatorname", "\r");
  }

  @Test
  void notesOfACell() {
    assertThat(CellNotes.of(Cell.named("indrnn")))
        .isEqualTo(
            new CellNotes(
                "Independent units: each remembers itself alone, through one weight",
                "Li et al. 2018, Independently recurrent neural network (IndRNN): building a longer"
                    + " and deeper RNN, arXiv 1803.04831",
                "irnn",
                List.of(
                    "rectified linear, as in the paper (Haste has tanh); u starts between 0 and"
                        + " 1")));
    assertThat(CellNotes.of(Cell.parse("# Source: me.\na(x; h)\n  h' = W_h @ x")))
        .isEqualTo(new CellNotes("", "me", "", List.of()));
  }
}
