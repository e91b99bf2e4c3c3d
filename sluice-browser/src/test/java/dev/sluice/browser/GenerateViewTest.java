package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the model writes, and why. */
@ExtendWith(InChromium.class)
class GenerateViewTest {
  @Test
  void whatItWritesDependsOnTextTemperatureAndSeed(Visit visit) {
    visit.open("generate");
    Locator written = visit.find(".written");
    assertThat(written).isVisible();
    visit.find("textarea.text").fill("The door");
    assertThat(visit.find(".written .given")).hasText("The door");
    String first = written.textContent();
    assertThat(first).hasSize("The door".length() + 200);
    visit.find(".slider input").fill("0.05");
    assertThat(written).not().hasText(first);
    String cold = written.textContent();
    visit.find(".slider input").fill("2");
    assertThat(written).not().hasText(cold);
    String warm = written.textContent();
    visit.find("text=Write something else").click();
    assertThat(written).not().hasText(warm);
  }

  @Test
  void symbolsBeforeSpeakForASymbol(Visit visit) {
    visit.open("generate");
    Locator bars = visit.find("button.bar-row");
    assertThat(bars).hasCount(20);
    Locator why = visit.find(".why");
    assertThat(why.locator("colored-text")).hasCount(2);
    String title = why.locator("h2").textContent();
    String symbol = bars.nth(3).locator(".bar-name").textContent();
    bars.nth(3).focus();
    visit.page().keyboard().press("Enter");
    assertThat(why.locator("h2")).not().hasText(title);
    assertThat(why.locator("h2")).containsText("Why “" + symbol + "”");
    int symbols = visit.find("textarea.text").inputValue().length();
    assertThat(why.locator("colored-text").first().locator("[data-step]")).hasCount(symbols);
    assertThat(why.locator("colored-text").nth(1).locator("[data-step]")).hasCount(symbols);
  }

  @Test
  void anUnknownSymbolIsNamed(Visit visit) {
    visit.open("generate");
    assertThat(visit.find(".written")).isVisible();
    visit.find("textarea.text").fill("né");
    assertThat(visit.find(".controls .error"))
        .hasText("There is no symbol 'é' (U+00E9) in the vocabulary of 96 symbols.");
    visit.forgive("the server responded with a status of 422");
  }
}
