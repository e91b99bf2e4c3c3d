package dev.sluice.peers.match;

import dev.sluice.peers.report.Markdown;
import dev.sluice.peers.report.Plot;
import dev.sluice.peers.report.Report;
import dev.sluice.peers.report.ReportFile;
import dev.sluice.peers.report.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code sluice bench peers}. */
public final class Main {
  private Main() {}

  /** Ends with 0, or with 2 where the arguments are wrong, or with 1 where anything else is. */
  public static void main(String[] arguments) throws InterruptedException {
    // The same digits and commas everywhere: figures are pasted.
    Locale.setDefault(Locale.ROOT);
    // A plot needs no screen.
    System.setProperty("java.awt.headless", "true");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    try {
      Options options = Options.parse(List.of(arguments));
      if (options.help()) {
        out.print(Options.HELP);
      } else {
        Report report =
            options.from() == null ? measure(options, err) : ReportFile.read(options.from());
        show(report, options, out);
      }
    } catch (IllegalArgumentException | IOException e) {
      if (Arrays.asList(arguments).contains("--stacktrace")) {
        e.printStackTrace(err);
      }
      err.println(e instanceof IOException ? "Failed: " + e : e.getMessage());
      System.exit(e instanceof IOException ? 1 : 2);
    }
  }

  private static Report measure(Options options, PrintStream err)
      throws IOException, InterruptedException {
    Path folder = Path.of(System.getProperty("sluice.peers", "sluice-peers"));
    Progress progress = new Progress(err, System.console() != null, options.stacktrace());
    return new Tournament(options, folder, progress).play(Selection.tasks(options));
  }

  private static void show(Report report, Options options, PrintStream out) throws IOException {
    out.print(Table.of(report));
    if (options.markdown() != null) {
      byte[] text = Markdown.of(report).getBytes(StandardCharsets.UTF_8);
      ReportFile.replace(options.markdown(), text);
    }
    if (options.svg() != null) {
      ReportFile.replace(options.svg(), Plot.of(report));
    }
  }
}
