package dev.sluice.peers.talk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
  static Command[] commands() {
    return new Command[] {
      new Command.Prepare("gru forward 64x1x128", 2, "/tmp/a b"),
      new Command.Measure(0.5),
      new Command.End()
    };
  }

  static Reply[] replies() {
    return new Reply[] {
      new Reply.Ready("libtorch 2", 3.5),
      new Reply.Slice(7, 0.5, 0.01, 0.07, 0.08, 9),
      new Reply.Ended(1L << 40),
      new Reply.Failed("no \"library\"", "at\n\there")
    };
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandsArriveOnOneLine(Command command) {
    assertThat(Wire.line(command)).doesNotContain("\n");
    assertThat(Wire.command(Wire.line(command))).isEqualTo(command);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void repliesArriveOnOneLine(Reply reply) {
    assertThat(Wire.line(reply)).doesNotContain("\n");
    assertThat(Wire.reply(Wire.line(reply))).hasValue(reply);
  }

  @Test
  void whatNativeCodePrintsIsNoReply() {
    assertThat(Wire.reply("[W init.cpp] warning")).isEmpty();
    assertThat(Wire.reply("")).isEmpty();
  }

  @Test
  void answersComeBackFromTheirFile(@TempDir Path folder) throws IOException {
    Map<String, float[]> arrays = new TreeMap<>();
    arrays.put("output", new float[] {1, -0f, Float.NaN});
    arrays.put("layer0.h'", new float[0]);
    Path file = folder.resolve("answers");
    Answers.write(file, arrays);
    Map<String, float[]> read = Answers.read(file);
    assertThat(read.keySet()).isEqualTo(arrays.keySet());
    assertThat(read.get("output")).isEqualTo(arrays.get("output"));
  }
}
