package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input to the packaged command: one sentence, status 2, and nothing written. */
@DisabledOnOs(OS.WINDOWS)
class BadInputIT {

  @TempDir static Path shared;
  static byte[] model;

  @TempDir Path temp;
  Path folder;

  @BeforeAll
  static void trainAModel() throws Exception {
    Path folder = Files.createDirectory(shared.resolve("model"));
    Texts.write(folder.resolve("river.txt"), 3_000);
    Run.packaged(
            folder,
            "train text river.txt --hidden 8 --layers 1 --embedding 4 --batch 4 --steps 10"
                + " --updates 3 --out m.safetensors")
        .succeeded();
    model = Files.readAllBytes(folder.resolve("m.safetensors"));
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(temp.resolve("work"));
  }

  /** Runs the command, which must refuse and leave the folder as it is. */
  private void refuses(String sentence, String call, String... more) throws Exception {
    var before = Run.files(folder);
    Run.packaged(folder, call, more).refused(sentence);
    assertThat(Run.files(folder)).isEqualTo(before);
  }

  @Test
  void textsThatAreNone() throws Exception {
    refuses("There is no file no.txt.", "train text no.txt");
    Files.createFile(folder.resolve("empty.txt"));
    refuses("empty.txt is empty.", "train text empty.txt");
    Files.writeString(folder.resolve("one.txt"), "a".repeat(10_000));
    refuses(
        "one.txt has only one distinct symbol, 'a' (U+0061): there is nothing to predict.",
        "train text one.txt");
    Files.write(
        folder.resolve("latin.txt"), "caf\u00e9 au lait".getBytes(StandardCharsets.ISO_8859_1));
    refuses(
        "latin.txt is not UTF-8 text: byte 0xE9 at offset 3 belongs to no character. Convert it to"
            + " UTF-8, or learn its bytes (--tokens byte).",
        "train text latin.txt");
    Texts.write(folder.resolve("short.txt"), 1_000);
    refuses(
        "The training part of short.txt has 900 symbols; one batch of 32 × 64 needs 2,049. Use a"
            + " smaller batch size (--batch), fewer steps (--steps) or a longer text.",
        "train text short.txt");
    refuses(". is a folder; name a file.", "train text .");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1"})
  void hiddenSizes(String hidden) throws Exception {
    Texts.write(folder.resolve("river.txt"), 3_000);
    refuses(
        "--hidden must be at least 1; it is " + hidden + ".",
        "train text river.txt --hidden",
        hidden);
  }

  @Test
  void aHiddenSizeBeyondAllMemory() throws Exception {
    Texts.write(folder.resolve("river.txt"), 3_000);
    Run run = Run.packaged(folder, "train text river.txt --hidden 1000000000");
    assertThat(run.err()).matches("Layer 2 \\(recurrent lstm\\) is too large: .*\n");
    assertThat(run.status()).isEqualTo(2);
    assertThat(Run.files(folder)).containsExactly("river.txt");
    run = Run.packaged(folder, "train text river.txt --hidden 30000");
    assertThat(run.err()).startsWith("lstm needs an array of 3,600,000,000 numbers for its packed");
    assertThat(run.status()).isEqualTo(2);
    run = Run.packaged(folder, "train text river.txt --hidden 20000 --layers 50");
    assertThat(run.err()).startsWith("There is not enough memory for a model with 158,");
    assertThat(run.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          h' = tanh(W_h @ x + U_h @ hh) | my.cell, line 2: 'hh' is not defined. Did you mean 'h'?
          h' = tanh(W_z @ x) | my.cell, line 2: W_z names an equation that does not exist: z. A parameter of this equation is written W_h.
          h' = tanh(W_h @ x + U_h @ h * h) | my.cell, line 2: U_h @ h * h can be read as (U_h @ h) * h or U_h @ (h * h). Add parentheses.
          h' = x + h | my.cell, line 2: x has the input size (line 1), h the hidden size (line 1); they cannot be added. W_h @ x has any size.
          v  = W_v @ x | my.cell, line 1: state h is never updated. Add an equation: h' = …
          h' = tnh(W_h @ x) | my.cell, line 2: 'tnh' is not a function. Did you mean 'tanh'?
          """)
  void mistakesInACell(String equation, String sentence) throws Exception {
    Texts.write(folder.resolve("river.txt"), 3_000);
    Files.writeString(folder.resolve("my.cell"), "my(x; h)\n  " + equation + "\n");
    Run run = Run.packaged(folder, "train text river.txt --cell my.cell");
    assertThat(run.err().lines().findFirst()).hasValue(sentence);
    assertThat(run.err()).endsWith("^\n").hasLineCount(3);
    assertThat(run.status()).isEqualTo(2);
    assertThat(Run.files(folder)).containsExactly("my.cell", "river.txt");
  }

  @Test
  void mistakesInAChange() throws Exception {
    Texts.write(folder.resolve("river.txt"), 3_000);
    refuses(
        """
        --with, line 1: W_z names an equation that does not exist: z. A parameter of this equation is written W_f.
            f = sigmoid(W_z @ x)
                        ^\
        """,
        "train text river.txt --with",
        "f = sigmoid(W_z @ x)");
    refuses(
        "--zoneout: lstm has no state 's'. It has h, c.", "train text river.txt --zoneout s=0.1");
    refuses(
        "--dropconnect must be at least 0 and below 1; it is 1.0.",
        "train text river.txt --dropconnect 1");
    refuses(
        "--layernorm: none has no product, so there is nothing to normalize.",
        "train text river.txt --layernorm --with",
        "none(x[hidden]; h)\n  h' = x + h");
  }

  @Test
  void unknownCell() throws Exception {
    Texts.write(folder.resolve("river.txt"), 3_000);
    refuses(
        "There is no cell 'lstn' in the catalogue. Did you mean 'lstm'? './sluice cell list' shows"
            + " all.",
        "train text river.txt --cell lstn");
  }

  @Test
  void promptOutsideTheVocabulary() throws Exception {
    Files.write(folder.resolve("m.safetensors"), model);
    refuses(
        "There is no symbol 'ß' (U+00DF) in the vocabulary of 19 symbols.",
        "sample m.safetensors --prompt",
        "the ß");
  }

  @Test
  void placesThatCannotBeWritten() throws Exception {
    Texts.write(folder.resolve("river.txt"), 3_000);
    Path real = folder.toRealPath();
    refuses(
        "no/m.safetensors cannot be written: there is no folder "
            + real
            + "/no; create it, or name another with --out.",
        "train text river.txt --out no/m.safetensors");
    refuses(
        "river.txt/a/m.safetensors cannot be written: "
            + real
            + "/river.txt is a file, not a folder; name another with --out.",
        "train text river.txt --out river.txt/a/m.safetensors");
    refuses(". is a folder; name a file with --out.", "train text river.txt --out .");
  }

  @Test
  void aFolderInWhichTheUserMayNotWrite() throws Exception {
    Texts.write(folder.resolve("river.txt"), 3_000);
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(closed), "this user may write everywhere");
    refuses(
        "closed/m.safetensors cannot be written: you may not write in the folder "
            + closed.toRealPath()
            + "; name another with --out.",
        "train text river.txt --out closed/m.safetensors");
  }

  @Test
  void modelsThatAreDamaged() throws Exception {
    Path file = folder.resolve("bad.safetensors");
    long[] lies = {Long.MAX_VALUE, Long.MIN_VALUE, -1, 1L << 40, model.length};
    for (long lie : lies) {
      byte[] lying = model.clone();
      ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putLong(0, lie);
      refusesModel(file, lying, "bad\\.safetensors is cut short or no model file: .*");
    }
    refusesModel(file, Arrays.copyOf(model, model.length / 2), "bad\\.safetensors is cut short.*");
    refusesModel(file, Arrays.copyOf(model, 5), "bad\\.safetensors is no model file: .*");
    refusesModel(file, new byte[0], "bad\\.safetensors is no model file: .*");
    refusesModel(file, header(BadInputIT::overlapping), "bad\\.safetensors .*");
    refusesModel(
        file,
        header(header -> header.replace("\\\"format\\\":1,", "\\\"format\\\":2,")),
        "bad\\.safetensors has format 2, written by Sluice .*");
    byte[] notANumber = model.clone();
    ByteBuffer.wrap(notANumber)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(notANumber.length - 4, Float.NaN);
    refusesModel(file, notANumber, "bad\\.safetensors is damaged: value .* is NaN\\..*");
  }

  private void refusesModel(Path file, byte[] content, String pattern) throws Exception {
    Files.write(file, content);
    Run run = Run.packaged(folder, "sample bad.safetensors");
    assertThat(run.err())
        .matches(
            pattern + " Nothing was loaded; copy the file once more, or train a new model\\.\n")
        .hasLineCount(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.status()).isEqualTo(2);
  }

  /** The model with another header of whatever length. */
  private static byte[] header(Function<String, String> change) {
    var bytes = ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong(0);
    String header = new String(model, 8, length, StandardCharsets.UTF_8);
    String changed = change.apply(header);
    assertThat(changed).isNotEqualTo(header);
    byte[] json = changed.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + model.length - 8 - length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(model, 8 + length, model.length - 8 - length)
        .array();
  }

  /** The second tensor begins 4 bytes early. */
  private static String overlapping(String header) {
    Matcher matcher = Pattern.compile("\"data_offsets\":\\[(\\d+),(\\d+)\\]").matcher(header);
    matcher.find();
    matcher.find();
    return header.substring(0, matcher.start())
        + "\"data_offsets\":[%d,%d]"
            .formatted(Long.parseLong(matcher.group(1)) - 4, Long.parseLong(matcher.group(2)) - 4)
        + header.substring(matcher.end());
  }

  /** The disk is full at the first checkpoint: what was there before stays. */
  @Test
  void aFullDisk() throws Exception {
    Texts.write(folder.resolve("river.txt"), 10_000);
    Files.write(folder.resolve("m.safetensors"), model);
    var process =
        Run.shell(
            folder,
            "ulimit -f 128; exec \"$SLUICE\" train text river.txt --hidden 128 --layers 1 --batch 4"
                + " --steps 10 --updates 2 --overwrite --out m.safetensors");
    Run run = Run.ended(process, folder);
    assertThat(run.err())
        .matches(
            "m\\.safetensors could not be written: .* The file there is unchanged\\. Free .*\n");
    assertThat(run.status()).isEqualTo(1);
    assertThat(folder.resolve("m.safetensors")).hasBinaryContent(model);
    assertThat(Run.files(folder)).containsExactly("m.safetensors", "river.txt");
  }
}
