package dev.sluice.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gradients through time. */
@ExtendWith(InChromium.class)
class FlowViewTest {
  private static Locator opened(Visit visit) {
    visit.open("flow");
    Locator verdicts = visit.find(".verdicts li");
    assertThat(verdicts).hasCount(4);
    return verdicts;
  }

  private static Locator slider(Visit visit, String name) {
    return visit.find(".slider:has-text('" + name + "') input");
  }

  @Test
  void anLstmRemembersWithALargeForgetBias(Visit visit) {
    Locator verdicts = opened(visit);
    assertThat(verdicts.nth(3)).containsText("lstm forgets:");
    Locator line = visit.find("line-chart .series").nth(3);
    String before = line.getAttribute("d");
    visit.find("text=each path").click();
    assertThat(verdicts.nth(3))
        .containsText(Pattern.compile("Through c: −0\\.\\d+ per step, forgets"));
    slider(visit, "Forget bias").fill("5");
    assertThat(verdicts.nth(3))
        .containsText(Pattern.compile("Through c: −0\\.00\\d+ per step, remembers"));
    assertThat(line).not().hasAttribute("d", before);
  }

  @Test
  void largeWeightsExplodeAndAreClipped(Visit visit) {
    Locator verdicts = opened(visit);
    slider(visit, "Forget bias").fill("8");
    slider(visit, "Weight scale").fill("3");
    assertThat(verdicts.nth(3)).containsText("lstm explodes:");
    Locator loss = visit.find("line-chart").nth(1).locator(".series").nth(2);
    String before = loss.getAttribute("d");
    slider(visit, "Clipping").fill("9");
    assertThat(loss).not().hasAttribute("d", before);
  }

  @Test
  void pathsAndCellsAreAdded(Visit visit) {
    opened(visit);
    visit.find("text=each path").click();
    assertThat(visit.find("line-chart").first().locator(".legend")).containsText("lstm through c");
    visit.page().getByLabel("Add a cell").selectOption("mgu");
    assertThat(visit.find(".verdicts li")).hasCount(5);
    visit.page().getByLabel("Take out elman").click();
    assertThat(visit.find(".verdicts li")).hasCount(4);
  }

  @Test
  void theModelIsFollowedAtItsText(Visit visit) {
    Locator model = opened(visit).first();
    assertThat(model)
        .containsText(Pattern.compile("two-layers\\.safetensors layer0 \\(lstm\\) forgets: .*"));
    assertThat(model).containsText("Its own weights, at its text;");
    assertThat(model).not().containsText("Followed in");
    String before = model.textContent();
    visit.page().getByLabel("Layer of the model").selectOption("layer1");
    assertThat(model).containsText("layer1 (gru)");
    visit.find("summary").click();
    visit.find("textarea.text").fill("An altogether other text.");
    visit.find("text=Read it").click();
    assertThat(model).containsText("after 24 steps");
    assertThat(model).not().hasText(before);
    visit.page().getByLabel("Take out two-layers.safetensors").click();
    assertThat(visit.find(".verdicts li")).hasCount(3);
    visit.page().getByLabel("Add a cell").selectOption("two-layers.safetensors");
    assertThat(visit.find(".verdicts li")).hasCount(4);
  }

  @Test
  void aLineThatEndsSaysWhy(Visit visit) {
    opened(visit);
    visit.page().getByLabel("Add a cell").selectOption("indrnn");
    assertThat(visit.find(".verdicts li").last())
        .containsText(Pattern.compile("indrnn forgets: after \\d+ steps there is no gradient"));
    Locator chart = visit.find("line-chart").first();
    assertThat(chart.locator(".end")).hasCount(1);
    assertThat(chart.locator(".legend")).containsText("× no gradient from here on");
  }
}
