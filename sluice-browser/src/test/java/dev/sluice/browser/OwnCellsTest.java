package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.sluice.cell.Cell;
import dev.sluice.server.Explorer;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cell that somebody typed, wherever a cell is chosen. */
@ExtendWith(InChromium.class)
class OwnCellsTest {
  private static final String LEAKY =
      "leaky(x; h)\n  h' = 0.9 * h + 0.1 * tanh(W_h @ x + U_h @ h + b_h)\n";

  private static Locator editor(Visit visit) {
    return visit.find("textarea.code");
  }

  private static void type(Visit visit, String text) {
    visit.open("cell");
    editor(visit).fill(text);
    assertThat(visit.find(".cell-panel")).hasAttribute("aria-label", "Cell leaky");
  }

  private static void show(Visit visit, String view) {
    visit.find("#tab-" + view).click();
  }

  @Test
  void itIsThereWhenOneComesBack(Visit visit) {
    type(visit, LEAKY);
    show(visit, "train");
    show(visit, "cell");
    assertThat(editor(visit)).hasValue(LEAKY);
    assertThat(visit.find(".cell-panel")).hasAttribute("aria-label", "Cell leaky");
    visit.page().reload();
    assertThat(editor(visit)).hasValue(LEAKY);
    Locator catalogue = visit.find(".catalogue select");
    catalogue.selectOption("gru");
    assertThat(editor(visit)).hasValue(Cell.named("gru").text());
    catalogue.selectOption("yours: leaky");
    assertThat(editor(visit)).hasValue(LEAKY);
    visit.find("button:has-text('Remove yours: leaky')").click();
    assertThat(catalogue.locator("option:has-text('yours')")).hasCount(0);
    assertThat(editor(visit)).hasValue(Cell.named("lstm").text());
  }

  @Test
  void whatWasReplacedAndWhatIsWrongStayAsWell(Visit visit) {
    visit.open("cell");
    visit.find("summary").click();
    visit.find("button.chip:has-text('coupled gates')").click();
    assertThat(visit.find(".changes code")).hasText("f = 1 - i");
    show(visit, "step");
    show(visit, "cell");
    assertThat(visit.find(".changes code")).hasText("f = 1 - i");
    assertThat(visit.find("table tfoot td").first()).hasText("96");
    String wrong = LEAKY.replace("U_h @ h ", "U_h @ hh ");
    editor(visit).fill(wrong);
    assertThat(visit.find("pre.mistake")).isVisible();
    show(visit, "flow");
    show(visit, "cell");
    assertThat(editor(visit)).hasValue(wrong);
    assertThat(visit.find("pre.mistake")).isVisible();
  }

  @Test
  void itIsSteppedThroughAndCompared(Visit visit) {
    type(visit, LEAKY);
    show(visit, "step");
    visit.find("text=A cell alone").click();
    visit.find("step-bare select").selectOption("yours: leaky");
    assertThat(visit.find(".picture"))
        .hasAttribute("aria-label", Pattern.compile("Picture of yours: leaky.*"));
    assertThat(visit.find(".story li b")).hasText(new String[] {"h"});
    show(visit, "flow");
    visit.page().getByLabel("Add a cell").selectOption("yours: leaky");
    assertThat(visit.find(".verdicts")).containsText("leaky");
    assertThat(visit.find(".chip.on:has-text('yours: leaky')")).isVisible();
  }

  @Test
  void itIsTrained(InChromium.Started started) throws IOException {
    try (Explorer explorer = Explorer.start(null, "localhost", 0);
        Visit visit = started.visit(explorer)) {
      type(visit, LEAKY);
      show(visit, "train");
      visit
          .find("train-form label.field:has(span:text-is('Cell')) select")
          .selectOption("yours: leaky");
      Locator epochs = visit.page().getByLabel("Epochs");
      epochs.fill("1");
      epochs.press("Tab");
      visit.find("button.primary:text-is('Train')").click();
      assertThat(visit.find(".runs tbody th")).hasText("adding, length 50, leaky 32");
      assertThat(visit.find(".runs .state")).hasText("done");
      visit.requireQuiet();
    }
  }
}
