package dev.sluice.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.server.Explorer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a {@link Visit}, or what it needs to make several: {@link Started}. */
final class InChromium implements BeforeAllCallback, AfterEachCallback, ParameterResolver {
  private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
  private static final int MILLIS_OF_PATIENCE = 20_000;
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(InChromium.class);

  /** One browser and one explorer for all tests. */
  record Started(Playwright playwright, Browser browser, Explorer explorer)
      implements AutoCloseable {
    static Started now() {
      try {
        Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        PlaywrightAssertions.setDefaultAssertionTimeout(MILLIS_OF_PATIENCE);
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(
                            List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        return new Started(playwright, browser, Explorer.start(model(), "localhost", 0));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Two layers that learned nothing: what the page shows of them is to be right, not good. */
    private static Path model() throws IOException {
      StringBuilder symbols = new StringBuilder("\n");
      for (char symbol = ' '; symbol <= '~'; symbol++) {
        symbols.append(symbol);
      }
      Vocabulary vocabulary = Vocabulary.ofCharacters(symbols.toString());
      Path file = Files.createTempDirectory("sluice-browser").resolve("two-layers.safetensors");
      Checkpoint.of(
              Model.of(
                  7,
                  Layer.embedding(vocabulary, 8),
                  Layer.recurrent(Cell.named("lstm"), 32),
                  Layer.recurrent(Cell.named("gru"), 16),
                  Layer.linear(vocabulary.size())),
              vocabulary)
          .save(file);
      return file;
    }

    /** On a laptop, by day. */
    Visit visit(Explorer other) {
      return visit(other.page(), 1366, 900, ColorScheme.LIGHT);
    }

    Visit visit(URI address, int width, int height, ColorScheme colors) {
      return Visit.of(browser, address, width, height, colors);
    }

    @Override
    public void close() {
      explorer.close();
      browser.close();
      playwright.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    String missing =
        "There is no Chromium at %s: install Debian's package chromium, or name one with"
            + " -Dchromium=FILE.";
    if (!Files.isExecutable(CHROMIUM)) {
      System.err.println(missing.formatted(CHROMIUM));
    }
    Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), missing.formatted(CHROMIUM));
  }

  private static Started started(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(HERE)
        .computeIfAbsent(Started.class, _ -> Started.now(), Started.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Visit.class || type == Started.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Started started = started(context);
    if (parameter.getParameter().getType() == Started.class) {
      return started;
    }
    Visit visit = started.visit(started.explorer());
    context.getStore(HERE).put(Visit.class, visit);
    return visit;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Visit visit = context.getStore(HERE).remove(Visit.class, Visit.class);
    if (visit != null) {
      try (visit) {
        visit.requireQuiet();
      }
    }
  }
}
