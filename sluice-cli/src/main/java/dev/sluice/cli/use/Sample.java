package dev.sluice.cli.use;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Console;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Task;
import dev.sluice.cli.text.TrainText;
import dev.sluice.data.Vocabulary;
import dev.sluice.source.PianoRoll;
import dev.sluice.stream.Generated;
import dev.sluice.stream.Sampler;
import dev.sluice.task.Music;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a model write. */
@Command(
    name = "sample",
    description = "Let a model go on with a text, symbol by symbol, or compose music.")
public record Sample(
    @Parameters(
            arity = "0..1",
            paramLabel = "MODEL",
            description = "A model file (default " + TrainText.DEFAULT_FILE + ").")
        @Nullable Path model,
    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            description =
                "What the text begins with (default: a new line, which is not printed); of music"
                    + " its first steps, the MIDI numbers of keys between commas, as in \"60,64"
                    + " 62,65\".")
        @Nullable String prompt,
    @Option(
            names = "--length",
            paramLabel = "N",
            defaultValue = "500",
            description = "Symbols to write, or steps of music (default 500).")
        long length,
    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "Below 1 safer, above 1 more varied (default 0.8).")
        @Nullable Double temperature,
    @Option(
            names = "--top-k",
            paramLabel = "K",
            description = "Choose among the K most probable symbols only.")
        @Nullable Integer topK,
    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Choose among the most probable symbols that reach P together.")
        @Nullable Double topP,
    @Option(names = "--greedy", description = "Always the most probable symbol.") boolean greedy,
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the choices (default 1); one seed writes one text.")
        long seed,
    MidiOptions midi,
    @Option(names = "--json", description = "Print one JSON object.") boolean json)
    implements Task {

  /** Checks each value. */
  public Sample {
    if (length < 0) {
      throw Failure.wrong("--length must be 0 or more; it is %,d.", length);
    }
    if (greedy && (temperature != null || topK != null || topP != null)) {
      throw Failure.wrong(
          "--greedy leaves no choice; leave it out to use --temperature, --top-k or --top-p.");
    }
    if (topK != null && topP != null) {
      throw Failure.wrong("Give --top-k or --top-p, not both.");
    }
    if (prompt != null && prompt.isEmpty()) {
      throw Failure.wrong("--prompt is empty; leave it out, or give at least one symbol.");
    }
  }

  @Override
  public int run(Console console) throws IOException {
    Checkpoint checkpoint = load();
    if (checkpoint.task() instanceof Music music) {
      return compose(console, checkpoint, music);
    }
    if (midi.out() != null) {
      throw Failure.wrong("--out is for music; %s %s.", file(), checkpoint.task().does());
    }
    Sampler sampler = sampler();
    Vocabulary vocabulary = checkpoint.vocabulary();
    int[] beginning = prompt == null ? Generated.beginning(vocabulary) : vocabulary.encode(prompt);
    console.advise();
    StringBuilder text = new StringBuilder(prompt == null ? "" : prompt);
    if (!json) {
      console.text(text.toString());
    }
    Generated.write(
        checkpoint.model(),
        vocabulary,
        beginning,
        sampler,
        length,
        console::closed,
        json ? text::append : console::text);
    if (json) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("model", file().toString());
      object.put("seed", seed);
      object.put("prompt", prompt);
      object.put("text", text.toString());
      console.json(object);
    } else {
      console.line("");
    }
    return DONE;
  }

  private int compose(Console console, Checkpoint checkpoint, Music music) throws IOException {
    if (greedy || topK != null || topP != null) {
      throw Failure.wrong("Music is composed with --temperature alone.");
    }
    Path out = midi.file();
    int[][] beginning =
        prompt == null ? new int[0][] : PianoRoll.Piece.parse(prompt, "--prompt").steps();
    console.advise();
    PianoRoll.Piece piece =
        music.compose(
            checkpoint.model(),
            beginning,
            Math.toIntExact(Math.min(length, MidiOptions.LONGEST)),
            temperature == null ? 1 : temperature,
            seed);
    midi.write(piece, checkpoint);
    if (json) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("model", file().toString());
      object.put("seed", seed);
      object.put("steps", piece.steps());
      object.put("file", out.toString());
      console.json(object);
    } else {
      console.line("%,d steps of music are in %s.", piece.steps().length, out);
    }
    return DONE;
  }

  private Path file() {
    return model == null ? Path.of(TrainText.DEFAULT_FILE) : model;
  }

  private Checkpoint load() throws IOException {
    if (model == null && Files.notExists(file())) {
      throw Failure.wrong(
          "There is no %s in this folder; make it with './sluice train text', or name a model.",
          file());
    }
    return Checkpoint.load(file());
  }

  private Sampler sampler() {
    double t = temperature == null ? 0.8 : temperature;
    if (greedy) {
      return Sampler.greedy();
    }
    if (topK != null) {
      return Sampler.topK(topK, t, seed);
    }
    return topP == null ? Sampler.temperature(t, seed) : Sampler.topP(topP, t, seed);
  }
}
