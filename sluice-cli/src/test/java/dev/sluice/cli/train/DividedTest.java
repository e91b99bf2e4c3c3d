package dev.sluice.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.data.Examples;
import dev.sluice.source.Parts;
import dev.sluice.source.PianoRoll;
import dev.sluice.task.Music;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DividedTest {
  private final List<String> read = new ArrayList<>();

  private static PianoRoll pieces(String name, int count) {
    PianoRoll.Piece piece = new PianoRoll.Piece(new int[][] {{60}, {62}}, name);
    return new PianoRoll(name, Collections.nCopies(count, piece));
  }

  private Divided<PianoRoll> divided(@Nullable PianoRoll test) {
    Parts<PianoRoll> parts = new Parts<>(pieces("train", 5), pieces("validation", 3), test);
    return Divided.of(parts, this::examples, 2);
  }

  private Examples examples(PianoRoll part) {
    read.add(part.name());
    return Music.PIANO.examples(part);
  }

  @Test
  void eachPartIsReadOnce() {
    Divided<PianoRoll> divided = divided(pieces("test", 1));
    assertThat(read).containsExactly("train", "validation", "test");
    assertThat(divided.learned().count()).isEqualTo(3);
    assertThat(divided.judged().count()).isEqualTo(2);
    assertThat(divided.last().name()).isEqualTo("test");
    assertThat(divided.tested()).isOne();
  }

  @Test
  void whereNothingIsKeptForTheEndItIsJudgedByTheValidationPart() {
    Divided<PianoRoll> divided = divided(null);
    assertThat(read).containsExactly("train", "validation");
    assertThat(divided.test()).isSameAs(divided.validation());
    assertThat(divided.last().name()).isEqualTo("validation");
    assertThat(divided.isTested()).isFalse();
    assertThat(divided.tested()).isZero();
  }
}
