package dev.sluice.server.trainings;

import dev.sluice.server.http.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What a training is to be: of a task, or of a text where there is one.
 *
 * @param task such as {@code adding}
 * @param words the text
 * @param length of the task: how long ago what matters came
 * @param cell a name of the catalogue, or a text
 * @param clip 0 for none
 */
record Wanted(
    @Nullable String task,
    @Nullable String words,
    @Nullable Integer length,
    @Nullable String cell,
    @Nullable Integer hidden,
    @Nullable Integer layers,
    @Nullable Double rate,
    @Nullable Double clip,
    @Nullable Long seed,
    @Nullable Integer epochs) {

  /** Fills in what was left out; refuses what is too large to be watched. */
  Wanted {
    task = task == null && words == null ? "adding" : task;
    length = within("length", length, 50, 10, 2_000);
    cell = cell == null || cell.isBlank() ? "lstm" : cell;
    hidden = within("hidden size", hidden, 32, 1, 512);
    layers = within("number of layers", layers, 1, 1, 4);
    rate = rate == null ? 0.005 : rate;
    clip = clip == null ? 1 : clip;
    seed = seed == null ? 1 : seed;
    epochs = within("number of epochs", epochs, 20, 1, 1_000);
    if (!(rate > 0 && rate <= 10)) {
      throw Refusal.impossible("The rate must be above 0 and at most 10; it is %s.", rate);
    }
    if (!(clip >= 0)) {
      throw Refusal.impossible("The clip must be 0, which is none, or above; it is %s.", clip);
    }
  }

  private static int within(
      String name, @Nullable Integer given, int missing, int least, int most) {
    int value = given == null ? missing : given;
    if (value < least || value > most) {
      throw Refusal.impossible(
          "The %s must be between %,d and %,d; it is %,d.", name, least, most, value);
    }
    return value;
  }
}
