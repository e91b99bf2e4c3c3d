package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.sluice.cell.Cell;
import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.Model;
import dev.sluice.server.Explorer;
import dev.sluice.task.Remembering;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are begun on the page, each on a server of its own. */
@ExtendWith(InChromium.class)
class TrainViewTest {
  private static final String WORDS =
      "The sluice opens at dawn. \"Who is there?\" she asked (twice).\n".repeat(40);

  private Explorer explorer;
  private Visit visit;

  @BeforeEach
  void start(InChromium.Started started) throws IOException {
    explorer = Explorer.start(null, "localhost", 0);
    visit = started.visit(explorer);
    visit.open("train");
  }

  @AfterEach
  void end() {
    visit.requireQuiet();
    visit.close();
    explorer.close();
  }

  private void set(String label, String value) {
    Locator field = visit.page().getByLabel(label);
    field.fill(value);
    field.press("Tab");
  }

  private Locator button(String name) {
    return visit.find("button:text-is('" + name + "')");
  }

  private Locator state() {
    return visit.find(".runs .state");
  }

  @Test
  void theLossFalls() {
    set("Length, steps", "10");
    set("Hidden", "16");
    set("Epochs", "8");
    button("Train").click();
    assertThat(state()).hasText("done");
    double[] heights =
        Arrays.stream(visit.find("line-chart .series").first().getAttribute("d").split("[ML]"))
            .filter(point -> !point.isBlank())
            .mapToDouble(point -> Double.parseDouble(point.split(",")[1]))
            .toArray();
    assertThat(heights).hasSizeGreaterThan(3);
    // Down on the screen is less.
    assertThat(heights[heights.length - 1]).isGreaterThan(heights[0] + 50);
    Locator norms = visit.find("line-chart").nth(1).locator(".tick[text-anchor=end]");
    assertThat(norms.allTextContents())
        .hasSizeGreaterThan(1)
        .allMatch(tick -> tick.matches("(0\\.0*)?[125]0*|[125].0e−\\d+"));
  }

  @Test
  void aTrainingStopsAndGoesOn() {
    set("Epochs", "1000");
    button("Train").click();
    assertThat(visit.find("text=/update [1-9][0-9,]* of/")).isVisible();
    button("Stop").click();
    assertThat(state()).hasText("stopped");
    long stopped = update();
    button("Resume").click();
    assertThat(state()).hasText("running");
    visit
        .page()
        .waitForFunction(
            "least => Number(/update ([0-9,]+) of/.exec(document.body.innerText)?.[1]"
                + ".replaceAll(',', '')) > least",
            (int) stopped);
    button("Stop").click();
    assertThat(state()).hasText("stopped");
    assertThat(update()).isGreaterThan(stopped);
  }

  private long update() {
    var found =
        Pattern.compile("update ([0-9,]+) of").matcher(visit.find(".train-view").innerText());
    assertThat(found.find()).isTrue();
    return Long.parseLong(found.group(1).replace(",", ""));
  }

  @Test
  void aTrainedModelBecomesThePages() {
    assertThat(visit.find(".model-line")).containsText("No model is open");
    button("A text").click();
    button("Train").click();
    assertThat(visit.find(".error"))
        .hasText("There is no text to learn. Paste one or choose a file.");
    visit.find("train-form textarea").fill(WORDS);
    set("Epochs", "3");
    button("Train").click();
    assertThat(state()).hasText("done");
    assertThat(visit.find(".sample").first()).isVisible();
    button("Use this model").click();
    assertThat(visit.find(".model-line")).containsText("training 1 · next character · lstm 32");
    visit.find("#tab-step").click();
    assertThat(visit.find(".story li")).hasCount(4);
    visit.find("#tab-time").click();
    visit.find("unit-finder .chip:has-text('inside quotation marks')").click();
    assertThat(visit.find("unit-finder .bar-row").first()).isVisible();
    visit.find("#tab-generate").click();
    assertThat(visit.find(".written")).isVisible();
  }

  @Test
  void aTrainedModelIsSaved() throws IOException {
    set("Epochs", "1");
    button("Train").click();
    assertThat(state()).hasText("done");
    Download saved = visit.page().waitForDownload(() -> button("Save").click());
    assertThat(saved.suggestedFilename()).isEqualTo("training-1.safetensors");
    Checkpoint checkpoint = Checkpoint.load(saved.path());
    assertThat(checkpoint.task()).isInstanceOf(Remembering.class);
    assertThat(checkpoint.model().recurrences().getFirst().cell().name()).isEqualTo("lstm");
  }

  @Test
  void theOpenedModelComesBack(InChromium.Started started, @TempDir Path folder)
      throws IOException {
    Vocabulary vocabulary = Vocabulary.ofCharacters("ab");
    Path file = folder.resolve("opened.safetensors");
    Checkpoint.of(
            Model.of(
                3,
                Layer.embedding(vocabulary, 3),
                Layer.recurrent(Cell.named("gru"), 4),
                Layer.linear(2)),
            vocabulary)
        .save(file);
    visit.close();
    explorer.close();
    explorer = Explorer.start(file, "localhost", 0);
    visit = started.visit(explorer);
    visit.open("train");
    button("A text").click();
    visit.find("train-form textarea").fill(WORDS);
    set("Epochs", "1");
    button("Train").click();
    assertThat(state()).hasText("done");
    Locator models = visit.page().getByLabel("Model", new Page.GetByLabelOptions().setExact(true));
    models.selectOption("1");
    assertThat(visit.find(".model-line")).containsText("next character · lstm 32");
    visit.find("#tab-generate").click();
    assertThat(visit.find("textarea.text")).hasValue(Pattern.compile("The sluice opens.*"));
    models.selectOption("opened");
    assertThat(visit.find(".model-line")).containsText("next character · gru 4");
    assertThat(visit.find("textarea.text")).hasValue(Pattern.compile("[ab]+"));
    assertThat(models.locator("option").first()).hasText("opened.safetensors");
  }
}
