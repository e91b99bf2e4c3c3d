package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/understanding.md} is true: its commands run, in this process, and print what it
 * shows. Trainings are cut short, so what comes of them is run but not compared; with {@code
 * -Dunderstanding=whole} they run to their ends, and all but speeds is.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class UnderstandingIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String PICTURES = "docs/understanding/";
  private static final boolean WHOLE = "whole".equals(System.getProperty("understanding"));
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final Pattern PICTURE =
      Pattern.compile("^!\\[.+\\]\\((understanding/.+)\\)$", Pattern.MULTILINE);

  /** The sign of a zero is that of a rounding error. */
  private static final Pattern ZERO = Pattern.compile("-(0\\.0+\\b)");

  private static final Pattern SPEED =
      Pattern.compile("(?m)^(Speed:| +[\\d.]+ +\\d\\.\\d+ +\\d\\.\\d+) +[\\d,]+( characters.*)?$");

  private static final String BROKE_OFF = "Loss became ";

  @TempDir Path folder;
  private String page;

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(folder.resolve(PICTURES));
    page = Files.readString(ROOT.resolve("docs/understanding.md"));
  }

  @Test
  void commandsPrintWhatIsShown() throws IOException {
    Set<String> drawn = new TreeSet<>();
    for (Shown shown : Shown.in(page)) {
      assertThat(shown.command()).startsWith("./sluice ");
      List<String> words = words(shown.command());
      List<String> call = words.stream().skip(1).takeWhile(word -> !word.equals(">")).toList();
      Run run = Run.here("", here(call));
      String broken =
          shown.output().lines().filter(line -> line.startsWith(BROKE_OFF)).findFirst().orElse("");
      assertThat(run.err().strip()).as(shown.command()).isEqualTo(broken);
      assertThat(run.status()).as(shown.command()).isEqualTo(broken.isEmpty() ? 0 : 1);
      String out = run.out().replace(folder + "/", "").replace(ROOT + "/", "");
      if (words.contains(">")) {
        assertThat(ROOT.resolve(words.getLast())).as(shown.command()).hasContent(out);
      } else if (!shown.output().isEmpty() && (WHOLE || !isOfTraining(call))) {
        shown.withOutput(masked(shown.output())).assertPrinted(masked(out + run.err()));
      }
      words.stream().filter(word -> word.startsWith(PICTURES)).forEach(drawn::add);
    }
    for (String picture : drawn) {
      if (picture.endsWith(".png")) {
        assertThat(folder.resolve(picture)).isNotEmptyFile();
      }
    }
    assertThat(pictures()).containsExactlyElementsOf(drawn);
  }

  @Test
  void everyPictureIsSeenAndThere() throws IOException {
    List<String> seen =
        PICTURE.matcher(page).results().map(one -> "docs/" + one.group(1)).sorted().toList();
    assertThat(pictures()).containsExactlyElementsOf(seen);
  }

  @Test
  void theTableOfAddingSaysWhatTheCommandsPrinted() {
    for (Shown shown : Shown.in(page)) {
      if (!shown.command().contains("train task adding --length 50") || !has(shown, "wrong")) {
        continue;
      }
      assertThat(page)
          .contains("| " + figure(shown, "loss") + " | " + figure(shown, "wrong") + " |");
    }
  }

  private static boolean has(Shown shown, String name) {
    return shown.output().contains("\n  " + name + " ") && !shown.command().contains("--clip");
  }

  private static String figure(Shown shown, String name) {
    return shown
        .output()
        .lines()
        .filter(line -> line.startsWith("  " + name + " "))
        .map(line -> line.substring(name.length() + 2).strip())
        .findFirst()
        .orElseThrow();
  }

  private static List<String> pictures() {
    return Run.files(ROOT.resolve(PICTURES)).stream().map(PICTURES::concat).toList();
  }

  /** Whether it trains, or reads a model that another command trained. */
  private static boolean isOfTraining(List<String> call) {
    return call.getFirst().equals("train")
        || call.stream().anyMatch(word -> word.endsWith(".safetensors"));
  }

  private static List<String> words(String command) {
    return WORD.matcher(command).results().map(UnderstandingIT::word).toList();
  }

  private static String word(MatchResult found) {
    return found.group(1) == null ? found.group(2) : found.group(1);
  }

  /** The call with its files in a folder of the test, and what it learns cut short. */
  private String[] here(List<String> call) {
    List<String> words = new ArrayList<>();
    String before = "";
    for (String word : call) {
      words.add(
          switch (before) {
            case "--epochs", "--seeds" -> WHOLE ? word : "1";
            case "--updates" -> WHOLE ? word : "3";
            default -> place(word);
          });
      before = word;
    }
    return words.toArray(String[]::new);
  }

  private String place(String word) {
    if (word.startsWith(PICTURES) || word.endsWith(".safetensors")) {
      return folder.resolve(word).toString();
    }
    return word.startsWith("build/") ? ROOT.resolve(word).toString() : word;
  }

  private static String masked(String text) {
    return SPEED.matcher(ZERO.matcher(text).replaceAll(" $1")).replaceAll("$1");
  }
}
