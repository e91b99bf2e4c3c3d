package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cell.Cell;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A model file keeps the cell as it was changed; what reads the file needs no options for it. */
@DisabledOnOs(OS.WINDOWS)
class ChangedCellIT {
  private static final String CHANGES = " --zoneout c=0.5,h=0.05 --with";
  private static final String LINES = "f = 1 - i";
  private static final Cell CHANGED =
      Cell.named("lstm").with(LINES).withZoneout("c", 0.5).withZoneout("h", 0.05);

  @TempDir Path temp;

  @Test
  void isWhatTheModelFileKeeps() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("work"));
    Texts.write(folder.resolve("river.txt"), 4_000);
    String train =
        "train text river.txt --hidden 8 --layers 1 --embedding 4 --batch 4 --steps 10 --epochs 2";
    Run.packaged(folder, train + " --out whole.safetensors" + CHANGES, LINES).succeeded();
    assertThat(header(folder.resolve("whole.safetensors"))).contains(asJson(CHANGED.text()));

    Run.packaged(folder, train + " --out m.safetensors --time-limit 0.001s" + CHANGES, LINES);
    assertThat(header(folder.resolve("m.safetensors"))).contains(asJson(CHANGED.text()));
    String resume = "train text river.txt --resume m.safetensors";
    Run.packaged(folder, resume + " --zoneout 0.1")
        .refused(
            "m.safetensors has its cell with all changes made; leave out --zoneout, or start anew"
                + " without --resume.");
    // To say it all again is right, and changes nothing.
    Run.packaged(folder, resume + " --cell lstm --time-limit 0.001s" + CHANGES, LINES);
    Run.packaged(folder, resume).succeeded();
    assertThat(folder.resolve("m.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole.safetensors"));

    assertThat(Run.packaged(folder, "sample m.safetensors --length 20").succeeded().out())
        .hasSize(21);
    assertThat(Run.packaged(folder, "evaluate m.safetensors river.txt").succeeded().out())
        .contains("nats per character");
  }

  private static String header(Path model) throws Exception {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(model)).order(ByteOrder.LITTLE_ENDIAN);
    return new String(bytes.array(), 8, (int) bytes.getLong(0), StandardCharsets.UTF_8);
  }

  /** As it stands in a string in a string: the metadata of a safetensors file are strings. */
  private static String asJson(String text) {
    return text.replace("\n", "\\\\n");
  }
}
