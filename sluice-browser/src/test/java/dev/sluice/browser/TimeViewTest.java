package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** All units over a whole text. */
@ExtendWith(InChromium.class)
class TimeViewTest {
  private static final String PIXELS = "() => document.querySelector('canvas.heat').toDataURL()";
  private static final Pattern A_NUMBER = Pattern.compile("Step 1 .*, unit 0: −?\\d\\.\\d{3}.*");

  private static Locator opened(Visit visit) {
    visit.open("time");
    assertThat(visit.find(".readout")).hasText(A_NUMBER);
    return visit.find("canvas.heat");
  }

  /** Waits for another picture than the given one. */
  private static void changed(Visit visit, Object pixels) {
    visit
        .page()
        .waitForFunction(
            "before => document.querySelector('canvas.heat').toDataURL() !== before", pixels);
  }

  private static Locator chooser(Visit visit, String name) {
    return visit.find("label.field:has(span:text-is('" + name + "')) select");
  }

  @Test
  void keysAndWheelZoom(Visit visit) {
    Locator map = opened(visit);
    Locator seen = visit.find("section[aria-label=\"The text in the unit's colors\"] .note");
    assertThat(seen).containsText("steps 1 to 1");
    String before = seen.textContent();
    Object pixels = visit.page().evaluate(PIXELS);
    map.focus();
    for (int i = 0; i < 4; i++) {
      visit.page().keyboard().press("+");
    }
    changed(visit, pixels);
    assertThat(seen).not().hasText(before);
    visit.page().keyboard().press("0");
    assertThat(seen).hasText(before);
    map.hover();
    visit.page().mouse().wheel(0, -600);
    assertThat(seen).not().hasText(before);
  }

  @Test
  void unitsAreSorted(Visit visit) {
    opened(visit);
    Object pixels = visit.page().evaluate(PIXELS);
    chooser(visit, "Units").selectOption("mean");
    changed(visit, pixels);
  }

  @Test
  void unitsThatTrackThePlaceInTheLineAreFound(Visit visit) {
    opened(visit);
    visit.find("unit-finder .chip:has-text('position in the line')").click();
    Locator second = visit.find("unit-finder .bar-row").nth(1);
    assertThat(visit.find("unit-finder .note"))
        .hasText(Pattern.compile("The stroke is chance, .* by luck: 0\\.\\d\\d\\."));
    String unit = second.locator(".bar-name").textContent().split(" ")[1];
    second.click();
    assertThat(visit.find(".readout")).containsText(", unit " + unit + ":");
  }

  @Test
  void aUnitLikeItMayBeAnotherValue(Visit visit) {
    opened(visit);
    visit.find("text=Like unit 0").click();
    Locator other =
        visit.find("unit-finder .bar-row:not(:has(.bar-name:text-matches('\\.c ')))").first();
    String[] name = other.locator(".bar-name").textContent().split(" ");
    other.click();
    assertThat(chooser(visit, "Value")).hasValue(name[0]);
    assertThat(visit.find(".readout")).containsText(", unit " + name[1] + ":");
  }

  @Test
  void saturationHasADotForEachUnit(Visit visit) {
    opened(visit);
    assertThat(visit.find("saturation-plot figcaption code")).hasText(new String[] {"i", "f", "o"});
    assertThat(visit.find("saturation-plot figure").first().locator(".dot")).hasCount(32);
    visit.find("saturation-plot .dot").nth(9).dispatchEvent("click");
    assertThat(visit.find(".readout")).containsText(", unit 9:");
  }

  @Test
  void wordsAreFound(Visit visit) {
    opened(visit);
    visit.find("#seek").fill("awake");
    assertThat(visit.find(".search output")).hasText("1 of 1");
    assertThat(visit.find(".readout")).containsText("“a”");
  }
}
