package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private static AtomicFile.Content content(String text) {
    return channel -> put(channel, text);
  }

  private static void put(SeekableByteChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void replacesTheContentAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("a.safetensors");
    AtomicFile.write(file, content("old"));
    assertThat(file).hasContent("old");
    AtomicFile.write(file, content("new"));
    assertThat(file).hasContent("new");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void theOldContentStandsUntilTheNewIsWhole() throws IOException {
    Path file = folder.resolve("a.safetensors");
    AtomicFile.write(file, content("old"));
    AtomicFile.write(
        file,
        channel -> {
          put(channel, "ne");
          assertThat(file).hasContent("old");
          assertThat(files()).hasSize(2);
          assertThat(files().get(0).getFileName().toString())
              .matches("a\\.[0-9a-f]{16}\\.safetensors\\.tmp");
          put(channel, "w");
        });
    assertThat(file).hasContent("new");
  }

  @Test
  void aFailureLeavesTheOldFileAndNoLitter() throws IOException {
    Path file = folder.resolve("a.safetensors");
    AtomicFile.Content failing =
        channel -> {
          put(channel, "half of the new con");
          throw new IOException("No space left on device");
        };
    assertThatThrownBy(() -> AtomicFile.write(file, failing))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " could not be written: no space left on device.");
    assertThat(files()).isEmpty();
    AtomicFile.write(file, content("old"));
    assertThatThrownBy(() -> AtomicFile.write(file, failing))
        .hasMessage(
            file + " could not be written: no space left on device. The file there is unchanged.");
    assertThat(file).hasContent("old");
    assertThat(files()).containsExactly(file);
    AtomicFile.Content bug =
        channel -> {
          put(channel, "half");
          throw new IllegalStateException("bug");
        };
    assertThatThrownBy(() -> AtomicFile.write(file, bug)).hasMessage("bug");
    assertThat(file).hasContent("old");
    assertThat(files()).containsExactly(file);
  }

  @Test
  void aFolderThatIsNoneIsNamed() throws IOException {
    Path missing = folder.resolve("none/a.safetensors");
    assertThatThrownBy(() -> AtomicFile.write(missing, content("x")))
        .hasMessage(
            missing + " could not be written: there is no folder " + missing.getParent() + ".");
    Path below = Files.writeString(folder.resolve("file"), "f").resolve("a.safetensors");
    assertThatThrownBy(() -> AtomicFile.write(below, content("x")))
        .hasMessage(
            below + " could not be written: there is no folder " + folder.resolve("file") + ".");
    assertThatThrownBy(() -> AtomicFile.write(folder, content("x")))
        .hasMessage(
            folder
                + " could not be written: it is not a regular file. The file there is"
                + " unchanged.");
    assertThat(files()).containsExactly(folder.resolve("file"));
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path target = folder.resolve("target.safetensors");
    AtomicFile.write(target, content("old"));
    Path link = Files.createSymbolicLink(folder.resolve("link.safetensors"), target);
    AtomicFile.write(link, content("new"));
    assertThat(link).isSymbolicLink().hasContent("new");
    assertThat(target).isRegularFile().hasContent("new");
  }
}
