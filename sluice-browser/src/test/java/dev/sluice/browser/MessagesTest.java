package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A message comes with its cause, and goes with it. */
@ExtendWith(InChromium.class)
class MessagesTest {
  private static final String REFUSED = "the server responded with a status of 4";

  private static Locator messages(Visit visit) {
    return visit.find(".error");
  }

  @Test
  void aTextThatCannotBeReadIsForgivenWhenAnotherIsTyped(Visit visit) {
    visit.open("step");
    assertThat(visit.find(".story li")).hasCount(4);
    Locator text = visit.find("textarea.text");
    text.fill("caf\u00e9");
    visit.find("text=Read it").click();
    assertThat(messages(visit))
        .hasText("There is no symbol '\u00e9' (U+00E9) in the vocabulary of 96 symbols.");
    text.fill("cafe");
    assertThat(messages(visit)).hasCount(0);
    text.fill("caf\u00e9");
    visit.find("text=Read it").click();
    assertThat(messages(visit)).hasCount(1);
    visit.find("#tab-time").click();
    assertThat(visit.find("heat-map")).isVisible();
    assertThat(messages(visit)).hasCount(0);
    visit.forgive(REFUSED);
  }

  @Test
  void withoutATextThereIsNothingWrong(Visit visit) {
    visit.open("generate");
    assertThat(visit.find(".written")).isVisible();
    visit.find("textarea.text").fill("\u00e9");
    assertThat(messages(visit)).hasCount(1);
    visit.find("textarea.text").fill("");
    assertThat(messages(visit)).hasCount(0);
    assertThat(visit.find(".written")).hasCount(0);
    visit.forgive(REFUSED);
  }

  @Test
  void aCellThatNobodyKnowsIsSaidAndAnotherIsShown(Visit visit) {
    visit.open("cell?name=glstm");
    assertThat(messages(visit)).hasText("There is no cell glstm here; choose one from the list.");
    assertThat(visit.find(".cell-panel")).hasAttribute("aria-label", "Cell lstm");
    visit.find(".catalogue select").selectOption("gru");
    assertThat(visit.find(".cell-panel")).hasAttribute("aria-label", "Cell gru");
    assertThat(messages(visit)).hasCount(0);
  }

  @Test
  void anEmptyCellIsNoMistakeOfTheLastOne(Visit visit) {
    visit.open("cell");
    Locator editor = visit.find("textarea.code");
    editor.fill("a(x; h)\n  h' = W_h @ y\n");
    assertThat(visit.find("pre.mistake")).isVisible();
    editor.fill("");
    assertThat(messages(visit))
        .hasText("There is no text; write a cell, or choose one of the catalogue.");
    assertThat(visit.find("pre.mistake")).hasCount(0);
    visit.find(".catalogue select").selectOption("gru");
    assertThat(visit.find(".cell-panel")).hasAttribute("aria-label", "Cell gru");
    assertThat(messages(visit)).hasCount(0);
    visit.forgive(REFUSED);
  }

  @Test
  void whatKeepsATrainingFromBeginningGoes(Visit visit) {
    visit.open("train");
    visit.find("button:text-is('A text')").click();
    Locator train = visit.find("button:text-is('Train')");
    train.click();
    assertThat(messages(visit)).hasText("There is no text to learn. Paste one or choose a file.");
    Locator words = visit.find("train-form textarea");
    words.fill("aaaa");
    assertThat(messages(visit)).hasCount(0);
    train.click();
    assertThat(messages(visit))
        .hasText(
            "The text has only one distinct symbol, 'a' (U+0061): there is nothing to predict.");
    words.fill("abab");
    assertThat(messages(visit)).hasCount(0);
    visit.forgive(REFUSED);
  }

  @Test
  void whatIsBeyondALimitIsSaid(Visit visit) {
    visit.open("flow");
    Locator hidden = visit.page().getByLabel("Hidden");
    hidden.fill("100");
    hidden.press("Tab");
    Locator told = visit.find(".told:visible");
    assertThat(told).hasText("Hidden is at most 64: 100 became 64.");
    assertThat(hidden).hasValue("64");
    hidden.fill("2.6");
    assertThat(told).hasCount(0);
    hidden.press("Tab");
    assertThat(told).hasText("Hidden is a whole number: 2.6 became 3.");
    hidden.fill("");
    hidden.press("Tab");
    assertThat(told).hasText("Hidden must be a number; it stays 3.");
    hidden.fill("0");
    hidden.press("Tab");
    assertThat(told).hasText("Hidden is at least 1: 0 became 1.");
    hidden.fill("8");
    hidden.press("Tab");
    assertThat(told).hasCount(0);
  }

  @Test
  void aFileThatIsCutIsSaid(Visit visit) {
    visit.open("time");
    visit.find("summary").click();
    visit
        .find("read-text input[type=file]")
        .setInputFiles(
            new FilePayload(
                "long.txt", "text/plain", "ab ".repeat(70_000).getBytes(StandardCharsets.UTF_8)));
    assertThat(visit.find("read-text small"))
        .hasText("long.txt has 210,000 characters; the first 200,000 are read.");
    assertThat(visit.find("summary")).containsText("200,000 steps");
  }
}
