package dev.sluice.task;

import dev.sluice.cell.Noise;
import dev.sluice.data.Example;
import dev.sluice.data.Examples;
import dev.sluice.loss.Loss;
import dev.sluice.model.Model;
import dev.sluice.source.PianoRoll;
import dev.sluice.stream.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which keys sound next: at each step of a piece the model says of every key how likely it sounds
 * at the following one (Boulanger-Lewandowski, Bengio &amp; Vincent 2012, without their joint
 * model: given the past, keys are independent).
 *
 * @param lowest the MIDI number of the first key
 * @param keys how many there are
 */
public record Music(int lowest, int keys) implements Task {

  /** The 88 keys of a piano. */
  public static final Music PIANO = new Music(21, 88);

  /**
   * @throws IllegalArgumentException if there is no key, or one beyond 127
   */
  public Music {
    if (lowest < 0 || keys < 1 || keys > 128 - lowest) {
      throw new IllegalArgumentException(
          "Keys are MIDI numbers from 0 to 127; %s from %s on are not.".formatted(keys, lowest));
    }
  }

  @Override
  public Loss loss() {
    return Loss.binaryCrossEntropy();
  }

  @Override
  public void require(Model model) {
    Task.requireFeatures(keys, model);
    Task.requireScores(keys, model);
    Task.requireStreaming(model);
  }

  @Override
  public String does() {
    return "says which of %s keys sound next".formatted(keys);
  }

  /**
   * Pieces as a model reads them: at each step but the last, 1 for each key that sounds and 0 for
   * the others, and those of the next step to be predicted. A piece of fewer than two steps has
   * nothing to predict and is left out.
   *
   * @throws IllegalArgumentException if a key is outside the range, or no piece is left
   */
  public Examples examples(PianoRoll music) {
    List<Example> examples = new ArrayList<>();
    for (PianoRoll.Piece piece : music.pieces()) {
      int steps = piece.steps().length - 1;
      if (steps < 1) {
        continue;
      }
      float[] all = new float[(steps + 1) * keys];
      for (int step = 0; step <= steps; step++) {
        float[] now = sounding(piece.steps()[step], piece.place(), step);
        System.arraycopy(now, 0, all, step * keys, keys);
      }
      examples.add(
          new Example(
              new Example.Numbers(keys, Arrays.copyOf(all, steps * keys)),
              new Example.Values(keys, Arrays.copyOfRange(all, keys, all.length))));
    }
    if (examples.isEmpty()) {
      throw new IllegalArgumentException(
          music.name() + " has no piece of at least two steps: there is nothing to predict.");
    }
    return Examples.of(examples);
  }

  /**
   * Lets a model compose: each key of the next step sounds with the probability that the model
   * says.
   *
   * @param beginning steps that are heard first and are the beginning of the piece: the MIDI
   *     numbers of the keys that sound; may be empty
   * @param steps how many are composed
   * @param temperature below 1 safer, above 1 more varied
   * @param seed one seed composes one piece
   * @throws IllegalArgumentException if a key of the beginning is outside the range, or the
   *     temperature is not above 0
   */
  public PianoRoll.Piece compose(
      Model model, int[][] beginning, int steps, double temperature, long seed) {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "The temperature must be a number above 0; it is %s.".formatted(temperature));
    }
    Session session = Session.of(model);
    SplittableRandom random = new SplittableRandom(Noise.fold(0, seed));
    int[][] piece = Arrays.copyOf(beginning, beginning.length + steps);
    float[] scores = session.step(new float[keys]); // silence, before it begins
    for (int step = 0; step < piece.length; step++) {
      if (step >= beginning.length) {
        piece[step] = drawn(scores, temperature, random);
      }
      scores = session.step(sounding(piece[step], "The beginning", step));
    }
    return new PianoRoll.Piece(piece, "a piece that was composed");
  }

  private int[] drawn(float[] scores, double temperature, SplittableRandom random) {
    return IntStream.range(0, keys)
        .filter(key -> random.nextDouble() < 1 / (1 + Math.exp(-scores[key] / temperature)))
        .map(key -> lowest + key)
        .toArray();
  }

  /** One for each key that sounds. */
  private float[] sounding(int[] sounding, String place, int step) {
    float[] all = new float[keys];
    for (int key : sounding) {
      if (key < lowest || key >= lowest + keys) {
        throw new IllegalArgumentException(
            "%s, step %s has the key %s; the model knows those from %s to %s."
                .formatted(place, step + 1, key, lowest, lowest + keys - 1));
      }
      all[key - lowest] = 1;
    }
    return all;
  }

  /**
   * What a trivial guess reaches on a test set, in nats per step: each key by itself sounds as
   * often after it sounded, and after it did not, as in the training set.
   */
  public double persistence(Examples train, Examples test) {
    double[][] counts = new double[2 * keys][2];
    visit(train, (key, before, now) -> counts[2 * key + before][now]++);
    double[] nats = new double[1];
    long[] steps = new long[1];
    visit(
        test,
        (key, before, now) -> {
          double[] count = counts[2 * key + before];
          // One of each is added: what never happened in training is not impossible.
          nats[0] -= Math.log((count[now] + 1) / (count[0] + count[1] + 2));
          steps[0] += key == 0 ? 1 : 0;
        });
    return nats[0] / steps[0];
  }

  private interface Visitor {
    void visit(int key, int before, int now);
  }

  private void visit(Examples examples, Visitor visitor) {
    for (int i = 0; i < examples.count(); i++) {
      Example example = examples.get(i);
      float[] before = ((Example.Numbers) example.input()).values();
      float[] now = ((Example.Values) example.target()).values();
      for (int j = 0; j < now.length; j++) {
        visitor.visit(j % keys, (int) before[j], (int) now[j]);
      }
    }
  }
}
