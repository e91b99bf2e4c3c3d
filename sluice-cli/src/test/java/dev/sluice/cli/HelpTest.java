package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {

  @Test
  void withoutACommandShowsAll() {
    Run run = Run.here("").succeeded();
    assertThat(run.out())
        .contains("train", "sample", "evaluate", "explore", "cell", "completion")
        .contains("./sluice bench peers|kernels|cells");
    assertThat(Run.here("--help").succeeded().out()).isEqualTo(run.out());
  }

  @Test
  void everyOptionOfTrainText() {
    assertThat(Run.here("train text --help").succeeded().out())
        .contains("Usage: sluice train text [OPTIONS] [DATA]")
        .contains(
            "--cell",
            "--with",
            "--layernorm",
            "--dropconnect",
            "--recurrent-dropout",
            "--zoneout",
            "--hidden",
            "--layers",
            "--embedding",
            "--size",
            "--dropout",
            "--init",
            "--tokens",
            "--split",
            "--steps",
            "--batch",
            "--epochs",
            "--updates",
            "--optimizer",
            "--rate",
            "--momentum",
            "--rms-decay",
            "--weight-decay",
            "--schedule",
            "--rate-decay",
            "--decay-after",
            "--warm-up",
            "--clip",
            "--clip-value",
            "--seed",
            "--out",
            "--overwrite",
            "--resume",
            "--checkpoint-every",
            "--time-limit",
            "--threads",
            "--json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sample",
        "evaluate",
        "explore",
        "train",
        "cell",
        "cell list",
        "cell show",
        "cell check",
        "cell trace",
        "cell docs"
      })
  void everyCommandHasHelp(String command) {
    assertThat(Run.here(command + " --help").succeeded().out())
        .startsWith("Usage: sluice " + command);
  }

  /** {@code cell docs} is for those who change the catalogue. */
  @Test
  void whatIsNotForUsersIsNotShown() {
    assertThat(Run.here("cell --help").succeeded().out()).contains("trace").doesNotContain("docs");
  }

  @Test
  void version() {
    assertThat(Run.here("--version").succeeded().out()).startsWith("sluice ");
  }

  @Test
  void completionIsAScript() {
    assertThat(Run.here("completion").succeeded().out())
        .startsWith("#!/usr/bin/env bash")
        .contains("complete -F _complete_sluice -o default sluice")
        .contains("rmsprop");
  }
}
