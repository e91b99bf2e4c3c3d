package dev.sluice.cli.train;

import dev.sluice.data.Batches;
import dev.sluice.source.Source;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lesson of data that files have, divided into parts. */
public interface DividedLesson<S extends Source> extends Lesson {

  /** The data. */
  Divided<S> data();

  @Override
  default String digest() {
    return data().parts().digest();
  }

  @Override
  default Batches train() {
    return data().learned();
  }

  @Override
  default Batches validation() {
    return data().judged();
  }

  @Override
  default String description() {
    return String.format(
        Locale.ROOT,
        "%,d %s to learn from, %,d to judge by, %,d for the end",
        data().train().count(),
        unit(),
        data().validation().count(),
        data().tested());
  }

  @Override
  default Map<String, @Nullable Object> facts() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("training", data().train().count());
    facts.put("validation", data().validation().count());
    facts.put("test", data().tested());
    return facts;
  }

  @Override
  default void close() {
    data().parts().close();
  }
}
