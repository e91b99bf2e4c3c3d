package dev.sluice.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cell.Cell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * This JVM's own vectors, as {@link Vectors} chose them. The contract compares widths within one
 * JVM; here JVMs with vectors of different widths are compared. Where {@code sluice.test.lanes}
 * says how many floats a vector must have, the bits must be those that a JVM without this property
 * left behind before.
 */
@Tag("contract")
class WidthTest {
  private static final String LANES = System.getProperty("sluice.test.lanes");
  private static final Path BITS = Path.of("target", "bits.txt");

  @Test
  void vectorsAreAsWideAsWasAskedFor() {
    if (LANES != null) {
      assertThat(Vectors.lanes()).isEqualTo(Integer.parseInt(LANES));
    }
  }

  @Test
  void bitsAreThoseOfEveryWidth() throws IOException {
    List<String> bits = new ArrayList<>();
    for (Cell cell : CellContractTest.cells().toList()) {
      bits.add("%s %s %08x".formatted(cell.name(), cell.digest(), bits(cell)));
    }
    if (LANES == null) {
      Files.write(BITS, bits);
    } else {
      assertThat(bits).isEqualTo(Files.readAllLines(BITS));
    }
  }

  /** A number made from all that comes out of a run and its way back. */
  private static long bits(Cell cell) {
    Trial trial = new Trial(cell, CellContract.sizes(cell, 37), 5, 9, true);
    Trial.Outcome all = trial.run(trial.kernel, 2, cell.isNoisy() ? trial.draws(1) : null);
    CRC32 sum = new CRC32();
    add(sum, all.output());
    Stream.of(all.states(), all.inputGradients(), all.stateGradients(), all.parameterGradients())
        .flatMap(Stream::of)
        .forEach(array -> add(sum, array));
    return sum.getValue();
  }

  private static void add(CRC32 sum, float[] array) {
    ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES);
    bytes.asFloatBuffer().put(array);
    sum.update(bytes);
  }
}
