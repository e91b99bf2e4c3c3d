package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.data.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelledTest {
  @TempDir private Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private static float[] values(Labelled data, int row) {
    return ((Labelled.Steps) data.rows().get(row).content()).values();
  }

  private static String text(Labelled data, int row) {
    return ((Labelled.Writing) data.rows().get(row).content()).text();
  }

  @Test
  void stepsBehindTabs() throws IOException {
    Labelled data =
        Labelled.read(file("d.txt", "\uFEFFa\t1,2 3,-4.5e1\n\nb\tanna\t7\t5,6  7,8 9,10\r\n"));
    assertThat(data.featureSize()).isEqualTo(2);
    assertThat(data.counts()).containsEntry("a", 1).containsEntry("b", 1);
    assertThat(values(data, 0)).containsExactly(1, 2, 3, -45);
    assertThat(values(data, 1)).containsExactly(5, 6, 7, 8, 9, 10);
    assertThat(data.rows().get(1).place()).endsWith("d.txt, line 3");
    assertThat(data.toString()).endsWith("d.txt: 2 sequences, 2 labels");
  }

  @Test
  void textsBehindTabs() throws IOException {
    Labelled data = Labelled.read(file("d.txt", "good\tWell done, 7!\nbad\t3 is wrong\n"));
    assertThat(data.featureSize()).isZero();
    assertThat(text(data, 1)).isEqualTo("3 is wrong");
  }

  @Test
  void aTextMayBeginWithANumber() throws IOException {
    Labelled data = Labelled.read(file("d.txt", "ham\t2 tickets please\nspam\t1 2\n"));
    assertThat(text(data, 0)).isEqualTo("2 tickets please");
    assertThat(text(data, 1)).isEqualTo("1 2");
  }

  @Test
  void packedFilesAreUnpacked() throws IOException {
    Path file = folder.resolve("d.gz");
    byte[] packed = gzip("a\t1 2\nb\t3\n".getBytes());
    Files.write(file, packed);
    assertThat(values(Labelled.read(file), 0)).containsExactly(1, 2);
    Files.write(file, Arrays.copyOf(packed, packed.length - 9));
    assertThatThrownBy(() -> Labelled.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is cut short: its gzip data end too early.");
    packed[3] = 77;
    packed[2] = 99;
    Files.write(file, packed);
    assertThatThrownBy(() -> Labelled.read(file))
        .hasMessage(file + " is damaged: it begins like gzip data, but they cannot be unpacked.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a 1 2| line 1 has no tab: a line is a label, a tab, and the sequence (steps between"
            + " spaces, the numbers of a step between commas).",
        "<t>1 2| line 1 has no label before its first tab.",
        "a<t>1,2 3| line 1, step 2 has 1 numbers; the first has 2.",
        "a<t>1,2<n>a<t>1,2 3,x| line 2, step 2, number 2 is 'x'; a finite number belongs there.",
        "a<t>1<n>a<t>1 NaN| line 2, step 2, number 1 is 'NaN'; a finite number belongs there.",
        "a<t>1 2<n>b<t>1,2| line 2 has 2 numbers at each step, but FILE, line 1 has 1 number at"
            + " each step: all sequences need the same.",
        "a<t>1<n>b<t>| line 2 has a sequence without steps.",
      })
  void whatIsWrongIsSaidWithItsPlace(String content, String message) throws IOException {
    Path file = file("d.txt", content.replace("<t>", "\t").replace("<n>", "\n"));
    assertThatThrownBy(() -> Labelled.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ", " + message.strip().replace("FILE", file.toString()));
  }

  @Test
  void filesThatAreNotThere() throws IOException {
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> Labelled.read(none)).hasMessage("There is no file %s.", none);
    Path empty = file("empty", "\n");
    assertThatThrownBy(() -> Labelled.read(empty)).hasMessage("%s has no sequences.", empty);
    Path latin = folder.resolve("latin");
    Files.write(latin, new byte[] {'a', '\t', (byte) 0xE9, '\n'});
    assertThatThrownBy(() -> Labelled.read(latin))
        .hasMessageStartingWith(latin + " is not UTF-8 text: a byte after line 0");
  }

  @Test
  void aFileForEachClass() throws IOException {
    Path names = Files.createDirectory(folder.resolve("names"));
    Files.writeString(names.resolve("Irish.txt"), "Adam\n\nAhearn\n");
    Files.writeString(names.resolve("Greek.txt"), "Adamou");
    Files.writeString(names.resolve("README.md"), "about");
    Files.writeString(names.resolve("LICENSE"), "about");
    Files.writeString(names.resolve(".hidden"), "about");
    Labelled data = Labelled.read(names);
    assertThat(data.counts()).containsEntry("Greek", 1).containsEntry("Irish", 2).hasSize(2);
    assertThat(text(data, 2)).isEqualTo("Ahearn");
    assertThat(data.rows().get(2).place()).endsWith("Irish.txt, line 3");
  }

  @Test
  void endingsAreLabelsWhereNamesAreTheSame() throws IOException {
    Path data = Files.createDirectory(folder.resolve("rt"));
    Files.writeString(data.resolve("rt.neg"), "bad");
    Files.write(data.resolve("rt.pos.gz"), gzip("good".getBytes()));
    assertThat(Labelled.read(data).counts()).containsOnlyKeys("neg", "pos");
  }

  @Test
  void aFolderForEachClass() throws IOException {
    Path data = Files.createDirectory(folder.resolve("reviews"));
    Files.createDirectory(data.resolve("pos"));
    Files.createDirectory(data.resolve("neg"));
    Files.writeString(data.resolve("pos/1.txt"), "very\ngood");
    Files.writeString(data.resolve("neg/1.txt"), "bad");
    assertThat(text(Labelled.read(data), 1)).isEqualTo("very\ngood");
    Path nothing = Files.createDirectory(folder.resolve("nothing"));
    assertThatThrownBy(() -> Labelled.read(nothing))
        .hasMessage(
            nothing
                + " has no file with a text: a folder holds a file for each class, one text on each"
                + " line.");
  }

  @Test
  void whatStaysOnDiskIsReadUntilItIsClosed() throws IOException {
    Path file = file("d.txt", "a\t1 2\n\nb\t3\na\t4\n");
    Labelled data = Labelled.onDisk(file);
    Parts<Labelled> parts = data.split(new Split(50, 50, 0), 1);
    assertThat(values(data, 1)).containsExactly(3);
    assertThat(values(parts.train(), 0)).isNotEmpty();
    parts.close();
    for (Labelled closed : List.of(data, parts.train())) {
      assertThatThrownBy(() -> closed.rows().getFirst())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(file + " was closed; read it again.");
    }
    Labelled inMemory = Labelled.read(file);
    inMemory.close();
    assertThat(values(inMemory, 0)).containsExactly(1, 2);
  }

  @Test
  void imagesWithTheirLabels() throws IOException {
    Path images = folder.resolve("some-images-idx3-ubyte");
    byte[] points = {0, (byte) 255, 51, 0, 0, 0, 0, 0, 0, 0, 0, 102};
    Files.write(
        images,
        ByteBuffer.allocate(28).putInt(0x803).putInt(2).putInt(2).putInt(3).put(points).array());
    assertThatThrownBy(() -> Labelled.read(images)).hasMessageContaining("There is no file");
    Path labels = folder.resolve("some-labels-idx1-ubyte");
    Files.write(
        labels, ByteBuffer.allocate(10).putInt(0x801).putInt(2).put(new byte[] {7, 1}).array());
    Labelled data = Labelled.read(images);
    assertThat(data.featureSize()).isEqualTo(3);
    assertThat(values(data, 0)).containsExactly(0, 1, 0.2f, 0, 0, 0);
    assertThat(values(data, 1)).containsExactly(0, 0, 0, 0, 0, 0.4f);
    assertThat(data.counts()).containsOnlyKeys("7", "1");

    Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 27));
    assertThatThrownBy(() -> Labelled.read(images))
        .hasMessage(
            images + " is cut short or damaged: its header announces 12 bytes, the file has 11.");
    Files.writeString(images, "no image");
    assertThatThrownBy(() -> Labelled.read(images))
        .hasMessage(images + " is no IDX file of images.");
  }
}
