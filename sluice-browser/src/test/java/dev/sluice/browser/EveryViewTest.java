package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import dev.sluice.server.Explorer;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all views share: keys, colors, widths. */
@ExtendWith(InChromium.class)
class EveryViewTest {
  private static final List<String> VIEWS =
      List.of("cell", "step", "time", "flow", "train", "generate");
  private static final String PICTURE = "cell-picture svg";

  @Test
  void everyViewIsReachedByKeysAlone(Visit visit) {
    visit.open("cell");
    Keyboard keys = visit.page().keyboard();
    keys.press("Tab");
    keys.press("Tab");
    for (String view : VIEWS) {
      assertThat(visit.find("#tab-" + view)).isFocused();
      assertThat(visit.find("#tab-" + view)).hasAttribute("aria-selected", "true");
      assertThat(visit.find("view-" + view)).isVisible();
      keys.press("ArrowRight");
    }
    assertThat(visit.find("#tab-cell")).isFocused();
    // The theme, then what the view has first.
    keys.press("Tab");
    keys.press("Enter");
    assertThat(visit.find("html")).hasAttribute("data-theme", "light");
    keys.press("Tab");
    keys.type("gru");
    keys.press("Enter");
    assertThat(visit.find(".cell-panel")).hasAttribute("aria-label", "Cell gru");
    keys.press("ArrowDown");
    assertThat(visit.find(".cell-panel")).hasAttribute("aria-label", "Cell gru-v3");
  }

  @ParameterizedTest
  @CsvSource({"360, 740, LIGHT", "360, 740, DARK", "1366, 900, LIGHT", "1366, 900, DARK"})
  void nothingIsWiderThanTheScreen(
      int width, int height, ColorScheme colors, InChromium.Started started) {
    try (Visit visit = started.visit(started.explorer().page(), width, height, colors)) {
      for (String view : VIEWS) {
        visit.open(view);
        settled(visit, view);
        assertThat((int) visit.page().evaluate("() => document.documentElement.scrollWidth"))
            .as(view)
            .isLessThanOrEqualTo(width);
        double light =
            ((Number)
                    visit
                        .page()
                        .evaluate(
                            "() => Math.max(.../[\\d., ]+/.exec(getComputedStyle(document.body)"
                                + ".backgroundColor)[0].split(',').slice(0, 3).map(Number))"))
                .doubleValue();
        if (colors == ColorScheme.DARK) {
          assertThat(light).as(view).isLessThan(80);
        } else {
          assertThat(light).as(view).isGreaterThan(200);
        }
      }
      visit.requireQuiet();
    }
  }

  /** A phone shows no scroll bars, so an edge with more behind it fades. */
  @Test
  void whatScrollsSidewaysSaysSo(InChromium.Started started) {
    Pattern left = Pattern.compile(".*\\bmore-left\\b.*");
    Pattern right = Pattern.compile(".*\\bmore-right\\b.*");
    try (Visit phone = started.visit(started.explorer().page(), 390, 844, ColorScheme.LIGHT)) {
      phone.open("cell");
      for (String scrolled : List.of(".tabs", ".picture")) {
        Locator element = phone.find(scrolled);
        assertThat(element).hasClass(right);
        assertThat(element).not().hasClass(left);
        assertThat(element).hasCSS("mask-image", Pattern.compile("linear-gradient.*"));
        element.evaluate("e => e.scrollTo(e.scrollWidth, 0)");
        assertThat(element).hasClass(left);
        assertThat(element).not().hasClass(right);
      }
      phone.requireQuiet();
    }
    try (Visit laptop = started.visit(started.explorer())) {
      laptop.open("cell");
      assertThat(laptop.find(PICTURE)).isVisible();
      assertThat(laptop.find(".tabs")).hasClass("tabs");
      laptop.requireQuiet();
    }
  }

  /** Waits for what a view shows last. */
  private static void settled(Visit visit, String view) {
    String last =
        switch (view) {
          case "cell" -> ".check.good";
          case "step" -> ".story li";
          case "time" -> "saturation-plot .dot";
          case "flow" -> ".verdicts li";
          case "train" -> "train-form";
          default -> ".why colored-text";
        };
    assertThat(visit.find(last).first()).isVisible();
  }

  @Test
  void withoutAModelEachViewSaysWhatToDo(InChromium.Started started) throws IOException {
    try (Explorer alone = Explorer.start(null, "localhost", 0);
        Visit visit = started.visit(alone.page(), 1366, 900, ColorScheme.LIGHT)) {
      visit.open("time");
      assertThat(visit.find("main h2")).hasText("A heat map over time needs a model of text");
      visit.open("generate");
      assertThat(visit.find("main h2")).hasText("Generating needs a model of text");
      visit.open("step");
      assertThat(visit.find(".story li")).hasCount(4);
      assertThat(visit.find("main .note").first()).containsText("No model of text is open");
      visit.requireQuiet();
    }
  }
}
