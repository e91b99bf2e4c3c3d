package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.server.Explorer;
import dev.sluice.task.LongLag;
import dev.sluice.task.Remembering;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One unit, step by step. */
@ExtendWith(InChromium.class)
class StepViewTest {
  private static final String NUMBERS = "cell-picture .number";
  private static final String STORY = ".story li";

  @Test
  void arrowKeysMoveThroughTheText(Visit visit) {
    visit.open("step");
    assertThat(visit.find(STORY)).hasCount(4);
    assertThat(visit.find(".stepper output")).hasText(Pattern.compile("step 1 of \\d+"));
    List<String> numbers = visit.find(NUMBERS).allTextContents();
    List<String> story = visit.find(STORY).allTextContents();
    visit.find("main").focus();
    visit.page().keyboard().press("ArrowRight");
    assertThat(visit.find(".stepper output")).hasText(Pattern.compile("step 2 of \\d+"));
    assertThat(visit.find(STORY).first()).not().hasText(story.getFirst());
    assertThat(visit.find(NUMBERS).allTextContents()).isNotEqualTo(numbers);
    assertThat(visit.find(STORY).allTextContents()).isNotEqualTo(story);
    pictureSaysWhatTheStorySays(visit);
    visit.page().keyboard().press("End");
    assertThat(visit.find(".stepper button[aria-label='Last step']")).isDisabled();
  }

  private static void pictureSaysWhatTheStorySays(Visit visit) {
    String sentence = visit.find(STORY).first().textContent();
    var told =
        Pattern.compile("The forget gate is (\\S+): .* the memory (\\S+) is kept: (\\S+)\\.")
            .matcher(sentence);
    assertThat(told.find()).as(sentence).isTrue();
    assertThat(visit.find(NUMBERS).allTextContents())
        .contains(told.group(1), told.group(2), told.group(3));
  }

  @Test
  void anotherLayerHasAnotherPicture(Visit visit) {
    visit.open("step");
    assertThat(visit.find(STORY)).hasCount(4);
    visit.page().getByLabel("Layer").selectOption("layer1");
    assertThat(visit.find(".draw h2")).containsText("gru, unit 0");
    assertThat(visit.find(STORY + " b")).hasText(new String[] {"reset", "keep", "store", "output"});
  }

  @Test
  void aModelThatReadsNoTextHasItsOwnWeights(InChromium.Started started, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("adding.safetensors");
    Checkpoint.of(
            Model.of(
                7,
                Layer.input(2),
                Layer.recurrent(Cell.named("gru"), 12),
                Layer.last(),
                Layer.linear(1)),
            new Remembering(LongLag.ADDING, 20))
        .save(file);
    try (Explorer explorer = Explorer.start(file, "localhost", 0);
        Visit visit = started.visit(explorer)) {
      visit.open("step");
      assertThat(visit.find(STORY + " b"))
          .hasText(new String[] {"reset", "keep", "store", "output"});
      assertThat(visit.find("main .note").first())
          .containsText("adding.safetensors reads no text (task adding), so its layers are shown");
      assertThat(visit.page().getByLabel("Unit, 0 to 11")).isVisible();
      assertThat(visit.find("step-bare textarea")).hasValue("1 0\n0 1\n0 0\n1 1");
      visit.find("step-bare textarea").fill("1 0 0");
      assertThat(visit.find(".error"))
          .hasText("A line of the inputs has 3 numbers; layer0 reads 2.");
      visit.find("step-bare select").selectOption("lstm");
      assertThat(visit.page().getByLabel("Seed of the weights")).isVisible();
      assertThat(visit.find(STORY + " b").first()).hasText("forget");
      assertThat(visit.find(".error")).hasCount(0);
      visit.open("flow");
      assertThat(visit.find(".verdicts li")).hasCount(3);
      assertThat(visit.find("view-flow > .note"))
          .containsText("adding.safetensors reads no text (task adding)");
      visit.requireQuiet();
    }
  }

  @Test
  void aCellAloneIsFollowed(Visit visit) {
    visit.open("step");
    visit.find("text=A cell alone").click();
    assertThat(visit.find(STORY)).hasCount(4);
    String first = visit.find(STORY).first().textContent();
    visit.find("main").focus();
    visit.page().keyboard().press("ArrowRight");
    assertThat(visit.find(".stepper output")).hasText("step 2 of 8");
    assertThat(visit.find(STORY).first()).not().hasText(first);
    pictureSaysWhatTheStorySays(visit);
    Locator unit = visit.page().getByLabel("Unit, 0 to 3");
    unit.fill("2");
    unit.press("Tab");
    assertThat(visit.find(".draw h2")).containsText("Unit 2");
    pictureSaysWhatTheStorySays(visit);
    visit.find("step-bare select").selectOption("mut1");
    assertThat(visit.find(".picture"))
        .hasAttribute("aria-label", Pattern.compile("Picture of mut1.*"));
    assertThat(visit.find(".error")).hasCount(0);
  }
}
