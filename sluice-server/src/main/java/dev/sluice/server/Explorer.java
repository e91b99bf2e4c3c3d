package dev.sluice.server;

import dev.sluice.server.cells.Catalogue;
import dev.sluice.server.cells.CellQuestions;
import dev.sluice.server.flow.FlowQuestions;
import dev.sluice.server.flow.ModelFlow;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Server;
import dev.sluice.server.http.StaticFiles;
import dev.sluice.server.model.LayerWalk;
import dev.sluice.server.model.Models;
import dev.sluice.server.model.Reasons;
import dev.sluice.server.model.Shown;
import dev.sluice.server.model.Start;
import dev.sluice.server.model.Subject;
import dev.sluice.server.model.Written;
import dev.sluice.server.runs.Runs;
import dev.sluice.server.trainings.Trainings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The running explorer. {@link #close} ends it, and the trainings that were begun on its page. */
public final class Explorer implements AutoCloseable {
  private final Server server;
  private final Trainings trainings;
  private final URI page;

  private Explorer(Server server, Trainings trainings, String host) {
    this.server = server;
    this.trainings = trainings;
    Guard guard = server.guard();
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    String token = guard.token() == null ? "" : "?token=" + guard.token();
    page = URI.create("http://%s:%d/%s".formatted(name, server.port(), token));
  }

  /**
   * Starts it.
   *
   * @param model a model file; null for cells alone
   * @param host the name or address at which it listens
   * @param port 0 for any that is free
   * @throws IOException if the model cannot be read, or the port is taken
   */
  public static Explorer start(@Nullable Path model, String host, int port) throws IOException {
    FlowQuestions flow = new FlowQuestions();
    Supplier<Catalogue> catalogue = Catalogue.reading(flow::prepare);
    Shown shown = new Shown(model == null ? null : Subject.load(model));
    Trainings trainings = new Trainings(shown);
    Server server =
        new Server(
            host,
            port,
            new StaticFiles(Explorer.class),
            api -> {
              new Start(shown, catalogue).routes(api);
              new Models(shown, trainings::models).routes(api);
              new CellQuestions().routes(api);
              new LayerWalk(shown).routes(api);
              flow.routes(api);
              new ModelFlow(shown).routes(api);
              new Written(shown).routes(api);
              new Reasons(shown).routes(api);
              new Runs(shown).routes(api);
              trainings.routes(api);
            });
    return new Explorer(server, trainings, host);
  }

  /** The address of the page, with the token where one is needed. */
  public URI page() {
    return page;
  }

  @Override
  public void close() {
    server.close();
    trainings.close();
  }
}
