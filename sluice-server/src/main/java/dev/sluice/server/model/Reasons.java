package dev.sluice.server.model;

import dev.sluice.data.Batch;
import dev.sluice.data.Vocabulary;
import dev.sluice.inspect.Attribution;
import dev.sluice.server.http.Api;
import dev.sluice.server.http.Refusal;
import dev.sluice.server.http.TimeLimit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /api/attribution}: why the model expects a symbol. */
public final class Reasons {
  private static final int LONGEST = 300;
  private static final int SECONDS = 20;
  private static final int AT_ONCE = 2;

  /** A text, and the symbol that may come next. */
  record Why(@Nullable String text, @Nullable String symbol) {}

  /**
   * What each step had to do with it.
   *
   * @param logit the symbol's score before softmax
   */
  record Because(List<String> symbols, double[] gradient, double[] occlusion, double logit) {}

  private final TimeLimit limit = new TimeLimit(SECONDS, AT_ONCE);
  private final Shown shown;

  /** Of the model that is shown. */
  public Reasons(Shown shown) {
    this.shown = shown;
  }

  /** Adds its route. */
  public void routes(Api api) {
    api.post("/api/attribution", Why.class, this::because);
  }

  private Because because(Why why) {
    Subject subject = shown.required();
    Vocabulary vocabulary = subject.vocabulary();
    int[] ids = vocabulary.encode(Objects.requireNonNullElse(why.text, ""));
    int[] target = vocabulary.encode(Objects.requireNonNullElse(why.symbol, ""));
    if (ids.length == 0 || ids.length > LONGEST) {
      throw Refusal.impossible(
          "A text of 1 to %d symbols can be asked about; it has %,d.", LONGEST, ids.length);
    }
    if (target.length != 1) {
      throw Refusal.impossible("One symbol is asked about; there are %,d.", target.length);
    }
    Attribution found =
        limit.within(
            "The attribution",
            () -> Attribution.of(subject.model(), Batch.ofSymbols(ids), target[0]));
    return new Because(
        Arrays.stream(ids).mapToObj(vocabulary::decode).toList(),
        found.gradient(),
        found.occlusion(),
        found.score());
  }
}
