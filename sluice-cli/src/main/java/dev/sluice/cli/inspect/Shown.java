package dev.sluice.cli.inspect;

import dev.sluice.checkpoint.AtomicFile;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Table;
import dev.sluice.cli.plot.Plot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How an answer is shown. */
public record Shown(
    @Option(names = "--json", description = "Print one JSON object, with all digits.") boolean json,
    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Write all numbers, not only those printed, as a table.")
        @Nullable Path csv,
    @Option(
            names = "--svg",
            paramLabel = "FILE",
            description = "Draw them: a file that ends in .svg or .png.")
        @Nullable Path svg,
    @Option(names = "--dark", description = "Draw for a dark page.") boolean dark,
    @Option(names = "--overwrite", description = "Replace files that are there already.")
        boolean overwrite) {

  /** Checks the files. */
  public Shown {
    if (svg != null && !svg.toString().endsWith(".svg") && !svg.toString().endsWith(".png")) {
      throw Failure.wrong("--svg must end in .svg or .png; %s does not.", svg);
    }
    for (Path file : new Path[] {csv, svg}) {
      if (file != null && Files.exists(file) && !overwrite) {
        throw Failure.wrong(
            "%s exists already; add --overwrite to replace it, or name another file.", file);
      }
    }
  }

  /**
   * An answer.
   *
   * @param text what is printed
   * @param object the same as JSON
   * @param rows all numbers, the first row their names
   * @param plot made if asked for
   */
  record Answer(
      String text,
      Map<String, ? extends @Nullable Object> object,
      List<List<String>> rows,
      Supplier<Plot> plot) {}

  /** Prints and writes what was asked for. */
  void show(Console console, Answer answer) throws IOException {
    if (csv != null) {
      String table =
          answer.rows().stream()
              .map(row -> row.stream().map(Shown::quoted).collect(Collectors.joining(",")) + "\n")
              .collect(Collectors.joining());
      AtomicFile.write(csv, table.getBytes(StandardCharsets.UTF_8));
    }
    if (svg != null) {
      answer.plot().get().write(svg);
    }
    if (json) {
      console.json(answer.object());
      return;
    }
    console.text(answer.text());
    if (csv != null) {
      console.line("The numbers are in %s.", csv);
    }
    if (svg != null) {
      console.line("The plot is in %s.", svg);
    }
  }

  private static String quoted(String cell) {
    return cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /** Rows as a table, below each other. */
  static String table(List<List<String>> rows) {
    Table table = new Table();
    rows.forEach(table::row);
    return table.text("");
  }
}
