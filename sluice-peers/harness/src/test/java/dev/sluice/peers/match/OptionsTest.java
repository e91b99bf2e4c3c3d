package dev.sluice.peers.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.peers.work.Task;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void defaults() {
    Options options = Options.parse(List.of());
    assertThat(options.threads()).isEqualTo(2);
    assertThat(options.pace()).isEqualTo(Pace.careful());
    assertThat(Selection.tasks(options)).isEqualTo(Task.all());
  }

  @Test
  void onlyChoosesByName() {
    Options options = Options.parse(List.of("--only", "^gru .*x1x", "--rounds", "5"));
    assertThat(Selection.tasks(options))
        .extracting(Task::toString)
        .containsExactly(
            "gru forward 64x1x128",
            "gru forward 64x1x512",
            "gru training 64x1x128",
            "gru training 64x1x512");
    assertThat(options.pace().rounds()).isEqualTo(5);
  }

  @Test
  void files() {
    Options options =
        Options.parse(
            List.of("--json", "a.json", "--resume", "--markdown", "a.md", "--svg", "a.svg"));
    assertThat(options.resume()).isTrue();
    assertThat(List.of(options.json(), options.markdown(), options.svg()))
        .containsExactly(Path.of("a.json"), Path.of("a.md"), Path.of("a.svg"));
    assertThat(Options.parse(List.of("--from", "a.json", "--svg", "a.svg")).from())
        .isEqualTo(Path.of("a.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --rounds x  | --rounds needs a whole number of at least 1, not "x".
          --threads 0 | --threads needs a whole number of at least 1, not "0".
          --json      | --json needs a value behind it.
          --only (    | --only needs a regular expression; "(" is none: Unclosed group.
          --resume    | --resume needs --json FILE, with which it goes on.
          --from a.json --threads 2 --quick | --from measures nothing, so --threads, --quick can do nothing beside it.
          --svg no/such/p.svg | --svg cannot write no/such/p.svg: there is no folder no/such.
          --fast      | There is no option --fast; sluice bench peers --help lists them.
          """)
  void mistakesGetASentence(String arguments, String message) {
    assertThatThrownBy(() -> Options.parse(List.of(arguments.split(" "))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
