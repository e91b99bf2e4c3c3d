package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.console.Interrupt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExploreTest {
  private static Run interrupted(String call) {
    Interrupt interrupt = new Interrupt();
    interrupt.request();
    return Run.here(interrupt, call);
  }

  @Test
  void itTellsTheAddressAndEndsWhenAsked() {
    Run run = interrupted("explore --no-browser");
    assertThat(run.status()).isEqualTo(130);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).matches("The explorer is at http://localhost:\\d+/\nCtrl-C ends it\\.\n");
  }

  @Test
  void othersNeedAToken() {
    assertThat(interrupted("explore --no-browser --host 0.0.0.0").out())
        .matches("The explorer is at http://0.0.0.0:\\d+/\\?token=[0-9a-f]{32}\n(?s:.*)");
  }

  @Test
  void whatIsRefused(@TempDir Path folder) throws IOException {
    interrupted("explore --port 70000").refused("--port must be between 0 and 65535; it is 70000.");
    interrupted("explore nowhere.safetensors").refused("There is no file nowhere.safetensors.");
    interrupted("explore --host no.such.host.invalid")
        .refused("There is no address 'no.such.host.invalid'; give --host one of this machine's.");
    Path text = Files.writeString(folder.resolve("text.txt"), "This is no model.");
    Run run = interrupted("explore " + text);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      interrupted("explore --port " + taken.getLocalPort())
          .refused(
              ("Cannot listen at localhost, port %d: Address already in use. Choose another"
                      + " --port, or leave it out.")
                  .formatted(taken.getLocalPort()));
    }
  }
}
