package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import dev.sluice.cell.Cell;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Equations as one types them. */
@ExtendWith(InChromium.class)
class CellViewTest {
  private static final String PICTURE = "cell-picture svg";

  @Test
  void aMistakeIsShownWhereItIs(Visit visit) {
    visit.open("cell");
    Locator editor = visit.find("textarea.code");
    String wrong = Cell.named("lstm").text().replace("U_f @ h ", "U_f @ hh ");
    editor.fill(wrong);
    String message = catchThrowable(() -> Cell.parse(wrong)).getMessage();
    assertThat(message).contains("^");
    assertThat(visit.find("pre.mistake")).hasText(message);
    Locator mark = visit.find(".marks mark");
    assertThat(mark).hasText("hh");
    assertThat(visit.find(".gutter .bad")).hasText("5");
    BoundingBox marked = mark.boundingBox();
    BoundingBox line = visit.find(".gutter .bad").boundingBox();
    assertThat(marked.y + marked.height / 2).isBetween(line.y, line.y + line.height);
    double column = wrong.lines().toList().get(4).indexOf("hh");
    double left =
        (double)
            editor.evaluate(
                "e => e.getBoundingClientRect().left +"
                    + " parseFloat(getComputedStyle(e).paddingLeft)");
    assertThat(Math.round((marked.x - left) / (marked.width / 2))).isEqualTo(Math.round(column));
    editor.fill(Cell.named("lstm").text());
    assertThat(visit.find("pre.mistake")).hasCount(0);
  }

  @Test
  void anotherEquationMakesAnotherPicture(Visit visit) {
    visit.open("cell");
    assertThat(visit.find(PICTURE)).isVisible();
    String before = visit.find(PICTURE).innerHTML();
    visit.find("summary").click();
    visit.find("button.chip:has-text('coupled gates')").click();
    assertThat(visit.find(".changes code")).hasText("f = 1 - i");
    assertThat(visit.find(".equation[data-target='f'] .right")).containsText("1−");
    assertThat(visit.find("table tfoot td").first()).hasText("96");
    assertThat(visit.find(PICTURE).innerHTML()).isNotEqualTo(before);
    visit.find("text=Put into the text").click();
    assertThat(visit.find(".changes")).hasCount(0);
    assertThat(visit.find("textarea.code")).hasValue(Pattern.compile("f  = 1 - i\n"));
  }

  @Test
  void gradientsAreChecked(Visit visit) {
    visit.open("cell");
    assertThat(visit.find(".check.good"))
        .hasText(
            Pattern.compile(
                "✓ Gradients are right\\. The gradients agree with differences of the equations to"
                    + " \\d\\.\\de-\\d+\\."));
  }

  @Test
  void everyCellOfTheCatalogueIsDrawn(Visit visit) {
    visit.open("cell");
    for (String name : Cell.catalogue()) {
      visit.find(".catalogue select").selectOption(name);
      assertThat(visit.find(".cell-panel")).hasAttribute("aria-label", "Cell " + name);
      assertThat(visit.find(".picture")).hasAttribute("aria-label", "Picture of " + name);
      assertThat(visit.find(PICTURE)).isVisible();
    }
  }

  @Test
  void twoCellsStandSideBySide(Visit visit) {
    visit.open("cell");
    visit.find("text=Two side by side").click();
    assertThat(visit.find(PICTURE)).hasCount(2);
    assertThat(visit.find(".cell-panel").nth(1)).hasAttribute("aria-label", "Cell gru");
  }
}
