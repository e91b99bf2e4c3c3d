package dev.sluice.stream;

import dev.sluice.data.Decoder;
import dev.sluice.data.Tokens;
import dev.sluice.data.Vocabulary;
import dev.sluice.kernel.Workers;
import dev.sluice.model.Model;
import java.util.PrimitiveIterator;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Text that a model writes. */
public final class Generated {
  /** From so many parameters on, threads that share each step are faster than one. */
  private static final long LARGE = 500_000;

  private Generated() {}

  /** What a model reads before it writes, where nobody says: the end of a line. */
  public static int[] beginning(Vocabulary vocabulary) {
    boolean lines = vocabulary.tokens() == Tokens.BYTES || vocabulary.symbols().contains("\n");
    return lines ? vocabulary.encode("\n") : new int[] {0};
  }

  /**
   * Writes {@code length} symbols, each as soon as its character is complete; of a large model all
   * processors share each step.
   *
   * @param prompt at least one symbol; not written
   * @param enough asked before each symbol whether to stop early
   */
  public static void write(
      Model model,
      Vocabulary vocabulary,
      int[] prompt,
      Sampler sampler,
      long length,
      BooleanSupplier enough,
      Consumer<String> out) {
    Decoder decoder = vocabulary.decoder();
    boolean large = model.parameters().count() >= LARGE;
    try (Workers workers = new Workers(large ? Runtime.getRuntime().availableProcessors() : 1)) {
      Session session = Session.of(model, workers);
      PrimitiveIterator.OfInt symbols = session.generate(prompt, sampler).iterator();
      for (long i = 0; i < length && !enough.getAsBoolean(); i++) {
        String text = decoder.next(symbols.nextInt());
        if (!text.isEmpty()) {
          out.accept(text);
        }
      }
    }
    String rest = decoder.end();
    if (!rest.isEmpty()) {
      out.accept(rest);
    }
  }

  /** A short sample at temperature 0.8, the same every time. */
  public static String sample(Model model, Vocabulary vocabulary, int length) {
    StringBuilder text = new StringBuilder();
    write(
        model,
        vocabulary,
        beginning(vocabulary),
        Sampler.temperature(0.8, 1),
        length,
        () -> false,
        text::append);
    return text.toString();
  }
}
