/** The {@code sluice} command. */
@SuppressWarnings("requires-automatic") // of what draws
module dev.sluice.cli {
  requires VectorGraphics2D;
  requires dev.sluice.model;
  requires dev.sluice.server;
  requires info.picocli;
  requires java.desktop;
  requires me.tongfei.progressbar;
  requires static org.jspecify;
  requires tools.jackson.databind;
  requires xchart;
}
