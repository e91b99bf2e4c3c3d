package dev.sluice.server.model;

import dev.sluice.data.Decoder;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Model;
import dev.sluice.server.http.Api;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.http.TimeLimit;
import dev.sluice.stream.Generated;
import dev.sluice.stream.Sampler;
import dev.sluice.stream.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /api/generate}: what the model writes, and what it expects. */
public final class Written {
  private static final int LONGEST = 5_000;
  private static final int LONGEST_PROMPT = 100_000;
  private static final int SHOWN = 20;
  private static final int SECONDS = 30;
  private static final int AT_ONCE = 2;
  private static final int SAMPLE = 300;

  /** How to write; temperature 0 is the most probable symbol always. */
  record Wish(
      @Nullable String text,
      @Nullable Double temperature,
      @Nullable Long seed,
      @Nullable Integer length) {}

  /** What was written after the text, and what could have come first. */
  record Text(String text, List<Next> next) {}

  /** A symbol and how probable it is to come next. */
  public record Next(String symbol, double probability) {}

  private final TimeLimit limit = new TimeLimit(SECONDS, AT_ONCE);
  private final Shown shown;

  /** Of the model that is shown. */
  public Written(Shown shown) {
    this.shown = shown;
  }

  /** Adds its route. */
  public void routes(Api api) {
    api.post("/api/generate", Wish.class, this::write);
  }

  private Text write(Wish wish) {
    Subject subject = shown.required();
    Vocabulary vocabulary = subject.vocabulary();
    String text = Objects.requireNonNullElse(wish.text, "");
    double temperature = wish.temperature == null ? 0.8 : wish.temperature;
    int length = wish.length == null ? 200 : wish.length;
    if (length < 0 || length > LONGEST || text.length() > LONGEST_PROMPT) {
      throw Refusal.impossible(
          "At most %,d symbols are written, after a text of at most %,d; these are %,d and %,d.",
          LONGEST, LONGEST_PROMPT, length, text.length());
    }
    if (!(temperature >= 0 && temperature <= 10)) {
      throw Refusal.impossible("The temperature must be between 0 and 10; it is %s.", temperature);
    }
    long seed = wish.seed == null ? 1 : wish.seed;
    Sampler sampler = temperature == 0 ? Sampler.greedy() : Sampler.temperature(temperature, seed);
    return limit.within(
        "The text", () -> write(subject.model(), vocabulary, text, temperature, length, sampler));
  }

  private static Text write(
      Model model,
      Vocabulary vocabulary,
      String text,
      double temperature,
      int length,
      Sampler sampler) {
    int[] read = text.isEmpty() ? Generated.beginning(vocabulary) : vocabulary.encode(text);
    if (read.length == 0) {
      throw Refusal.impossible("The text has no symbol that the model reads; write at least one.");
    }
    Session session = Session.of(model);
    float[] logits = {};
    for (int id : read) {
      TimeLimit.goOn();
      logits = session.step(id);
    }
    List<Next> next = next(vocabulary, logits, 0, temperature, SHOWN);
    Decoder decoder = vocabulary.decoder();
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < length; i++) {
      TimeLimit.goOn();
      int id = sampler.next(logits);
      written.append(decoder.next(id));
      logits = session.step(id);
    }
    return new Text(written.append(decoder.end()).toString(), next);
  }

  /**
   * The most probable symbols, from the most probable on.
   *
   * @param scores before softmax; those of one step begin at {@code from}
   */
  public static List<Next> next(
      Vocabulary vocabulary, float[] scores, int from, double temperature, int most) {
    int size = vocabulary.size();
    double[] weights = new double[size];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, scores[from + i]);
    }
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double above = scores[from + i] - largest;
      weights[i] = temperature == 0 ? (above == 0 ? 1 : 0) : Math.exp(above / temperature);
      sum += weights[i];
    }
    List<Next> next = new ArrayList<>();
    for (int id : Likeliest.of(scores, from, size, Math.min(most, size))) {
      next.add(new Next(vocabulary.decode(id), weights[id] / sum));
    }
    return next;
  }

  /** A short text of its own. */
  static String sample(Model model, Vocabulary vocabulary) {
    return Generated.sample(model, vocabulary, SAMPLE);
  }
}
