package dev.sluice.cli.explore;

import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** The user's browser. */
final class Browser {
  private Browser() {}

  /** Opens a page, and says whether that may have worked. */
  static boolean open(URI page) {
    if (!GraphicsEnvironment.isHeadless()
        && Desktop.isDesktopSupported()
        && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
      try {
        Desktop.getDesktop().browse(page);
        return true;
      } catch (IOException | RuntimeException _) {
        // another way may work
      }
    }
    boolean shows = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
    boolean mac = System.getProperty("os.name").startsWith("Mac");
    return mac ? run("open", page) : shows && run("xdg-open", page);
  }

  private static boolean run(String program, URI page) {
    try {
      new ProcessBuilder(List.of(program, page.toString()))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
