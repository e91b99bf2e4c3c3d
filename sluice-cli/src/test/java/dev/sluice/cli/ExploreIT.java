package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packaged explorer, on the module path. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class ExploreIT {

  @Test
  void itServesItsPageUntilItIsInterrupted(@TempDir Path temp)
      throws IOException, InterruptedException {
    Path folder = Files.createDirectory(temp.resolve("here"));
    Process process = Run.start(folder, "explore --no-browser");
    try {
      URI page = page(process, temp.resolve("here.out"));
      assertThat(get(page)).startsWith("<!doctype html>").contains("\"lit\":\"/lib/lit/index.js\"");
      assertThat(get(page.resolve("/lib/lit/index.js"))).contains("lit-html");
      assertThat(get(page.resolve("/api/start"))).contains("\"name\":\"lstm\"");
    } finally {
      process.destroy();
    }
    Run run = Run.ended(process, folder);
    assertThat(run.status()).isEqualTo(130);
    assertThat(run.err()).isEmpty();
  }

  private static URI page(Process process, Path out) throws IOException, InterruptedException {
    while (process.isAlive()) {
      Matcher address =
          Pattern.compile("The explorer is at (\\S+)\n").matcher(Files.readString(out));
      if (address.find()) {
        return URI.create(address.group(1));
      }
      Thread.sleep(20);
    }
    throw new AssertionError("it ended with " + process.exitValue());
  }

  private static String get(URI address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    }
  }
}
