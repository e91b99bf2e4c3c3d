package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.source.Midi;
import dev.sluice.source.PianoRoll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MusicTest {
  @TempDir private Path folder;

  private PianoRoll text(String content) throws IOException {
    return PianoRoll.read(Files.writeString(folder.resolve("m.txt"), content), 4);
  }

  @Test
  void predictsTheNextStep() throws IOException {
    PianoRoll music = text("60,64 - 67,60\n\n62\n");
    assertThat(music.lowest()).isEqualTo(60);
    assertThat(music.highest()).isEqualTo(67);
    Examples examples = new Music(60, 8).examples(music);
    assertThat(examples.count()).isEqualTo(1); // of one step nothing follows
    Example example = examples.get(0);
    assertThat(((Example.Numbers) example.input()).values())
        .containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(((Example.Values) example.target()).values())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1);
    assertThatThrownBy(() -> new Music(61, 8).examples(music))
        .hasMessageEndingWith(
            "line 1, step 1 has the key 60; the model knows those from 61 to 68.");
    assertThatThrownBy(() -> Music.PIANO.examples(text("60\n")))
        .hasMessageEndingWith(" has no piece of at least two steps: there is nothing to predict.");
  }

  @Test
  void persistenceIsByHand() throws IOException {
    Music task = new Music(60, 1);
    // After it sounded it sounds in 1 of 2, after it did not in 1 of 1; one of each is added.
    Examples train = task.examples(text("60 60 - 60\n"));
    Examples test = task.examples(text("60 60 -\n"));
    assertThat(task.persistence(train, test)).isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void keysThatAreNone() {
    assertThatThrownBy(() -> text("60 61,x\n"))
        .hasMessageEndingWith(
            "line 1, step 2 has the key 'x'; a key is a MIDI number from 0 to 127, and - is"
                + " silence.");
    assertThatThrownBy(() -> text("60 128\n")).hasMessageContaining("has the key '128'");
    assertThatThrownBy(() -> text("\n")).hasMessageEndingWith(" has no music.");
  }

  @Test
  void midiIsReadAsItWasWritten() throws IOException {
    int[][] steps = {{60, 64}, {60}, {}, {60, 67}, {72}};
    byte[] midi = Midi.write(new PianoRoll.Piece(steps, "here"), 4, 120);
    Path file = folder.resolve("a.mid");
    Files.write(file, midi);
    assertThat(PianoRoll.read(file, 4).pieces().getFirst().steps()).isDeepEqualTo(steps);
    int[][] finer = PianoRoll.read(file, 8).pieces().getFirst().steps();
    assertThat(finer[1]).containsExactly(60, 64);
    assertThat(finer).hasNumberOfRows(10);
    assertThat(PianoRoll.read(folder, 4).pieces()).hasSize(1);

    for (int length : new int[] {0, 3, 13, 20, midi.length / 2}) {
      Files.write(file, Arrays.copyOf(midi, length));
      assertThatThrownBy(() -> PianoRoll.read(file, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(file.toString());
    }
  }
}
