package dev.sluice.cli.explore;

import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Task;
import dev.sluice.server.Explorer;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves the explorer until the user ends it. */
@Command(
    name = "explore",
    description = {
      "Look into cells and models in the browser: type a cell and see it drawn, follow a model"
          + " through a text, watch gradients flow, train. Ctrl-C ends it.",
      "",
      "  sluice explore",
      "  sluice explore bard.safetensors",
      ""
    })
public record Explore(
    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = "A model file (default: none, for cells and trainings alone).")
        @Nullable Path model,
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The port (default: any that is free).")
        int port,
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "localhost",
            description =
                "The address at which it listens (default localhost: nobody but this machine's"
                    + " users). With another one, a token in the page's address keeps out who does"
                    + " not know it.")
        String host,
    @Option(names = "--no-browser", description = "Print the page's address, and open no browser.")
        boolean noBrowser)
    implements Task {
  private static final int MOST_PORT = 65_535;
  private static final long MILLIS_BETWEEN = 100;

  /** Checks each value. */
  public Explore {
    if (port < 0 || port > MOST_PORT) {
      throw Failure.wrong("--port must be between 0 and %d; it is %d.", MOST_PORT, port);
    }
  }

  @Override
  public int run(Console console) throws IOException, InterruptedException {
    console.interrupt().listen();
    try (Explorer explorer = start()) {
      console.line("The explorer is at %s", explorer.page());
      console.line("Ctrl-C ends it.");
      if (!noBrowser && !Browser.open(explorer.page())) {
        console.note("No browser could be opened; open this address in one.");
      }
      while (!console.interrupt().requested() && !console.closed()) {
        Thread.sleep(MILLIS_BETWEEN);
      }
    }
    return INTERRUPTED;
  }

  private Explorer start() throws IOException {
    try {
      return Explorer.start(model, host, port);
    } catch (UnknownHostException e) {
      throw Failure.wrong("There is no address '%s'; give --host one of this machine's.", host);
    } catch (BindException e) {
      throw Failure.wrong(
          "Cannot listen at %s, port %d: %s. Choose another --port, or leave it out.",
          host, port, e.getMessage());
    }
  }
}
