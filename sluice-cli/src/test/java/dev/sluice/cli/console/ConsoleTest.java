package dev.sluice.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  @Test
  void aFullDiskIsTold() {
    Console console = console("No space left on device");
    console.line("figures");
    assertThat(console.closed()).isTrue();
    assertThat(console.outputFailure())
        .isEqualTo("Standard output could not be written: No space left on device.");
  }

  @Test
  void aReaderWhoHasSeenEnoughIsNot() {
    Console console = console("Broken pipe");
    console.line("figures");
    assertThat(console.closed()).isTrue();
    assertThat(console.outputFailure()).isNull();
  }

  private static Console console(String failure) {
    var out =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException(failure);
          }
        };
    var err = new PrintStream(OutputStream.nullOutputStream());
    return new Console(
        InputStream.nullInputStream(), out, StandardCharsets.UTF_8, err, false, new Interrupt());
  }
}
