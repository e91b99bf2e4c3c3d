package dev.sluice.checkpoint;

import static dev.sluice.checkpoint.Safetensors.refusal;

import dev.sluice.cell.Cell;
import dev.sluice.data.Vocabulary;
import dev.sluice.model.Layer;
import dev.sluice.model.State;
import dev.sluice.model.Tensor;
import dev.sluice.task.NextSymbol;
import dev.sluice.task.Task;
import dev.sluice.train.TrainingState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model file says of its tensors: the JSON document in its metadata. Its form is in the
 * documentation of this package.
 */
record Description(
    List<Layer> layers, Task task, @Nullable Provenance provenance, @Nullable Position position) {

  private static final int FORMAT = 1;

  /** More than a vocabulary of all Unicode needs, and little enough to be held as a tree. */
  private static final int LIMIT = 16_000_000;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Safetensors.HEADER_LIMIT)
                          .build())
                  .build())
          .build();

  /** A {@link TrainingState} without its arrays. */
  record Position(
      int epoch,
      int batch,
      long update,
      double lossSum,
      long targets,
      @Nullable Double validation,
      @Nullable Double best,
      int batchSize,
      int worse) {

    static Position of(TrainingState state) {
      return new Position(
          state.epoch(),
          state.batch(),
          state.update(),
          state.lossSum(),
          state.targets(),
          state.validation(),
          state.best(),
          state.carried().batchSize(),
          state.worse());
    }

    TrainingState toState(State carried, List<Tensor> slots, List<Tensor> bestParameters) {
      return new TrainingState(
          epoch,
          batch,
          update,
          lossSum,
          targets,
          validation,
          best,
          carried,
          slots,
          worse,
          bestParameters);
    }
  }

  static Description of(Checkpoint checkpoint) {
    return new Description(
        checkpoint.model().layers(),
        checkpoint.task(),
        checkpoint.provenance(),
        checkpoint.training() == null ? null : Position.of(checkpoint.training()));
  }

  String toJson() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("format", FORMAT);
    document.put("sluice", Provenance.version());
    document.put("layers", layers.stream().map(Description::written).toList());
    if (task instanceof NextSymbol(Vocabulary vocabulary)) {
      document.put("vocabulary", TaskDescription.written(vocabulary));
    } else {
      document.put("task", TaskDescription.written(task));
    }
    if (provenance != null) {
      document.put("provenance", written(provenance));
    }
    if (position != null) {
      document.put("training", written(position));
    }
    String json = JSON.writeValueAsString(document);
    if (json.length() > LIMIT) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The description of this model has %,d characters; a model file can have %,d.",
              json.length(),
              LIMIT));
    }
    return json;
  }

  private static Map<String, Object> written(Layer layer) {
    Map<String, Object> object = new LinkedHashMap<>();
    switch (layer) {
      case Layer.Input(int size) -> {
        object.put("layer", "input");
        object.put("size", size);
      }
      case Layer.Embedding(int vocabularySize, int size) -> {
        object.put("layer", "embedding");
        object.put("vocabularySize", vocabularySize);
        object.put("size", size);
      }
      case Layer.Spelled(
              int words,
              int size,
              int letters,
              int letterSize,
              Layer.Recurrent recurrent) -> {
        object.put("layer", "spelled");
        object.put("words", words);
        object.put("size", size);
        object.put("letters", letters);
        object.put("letterSize", letterSize);
        write(recurrent, object);
      }
      case Layer.Decoder(int symbols, int size, Layer.Recurrent recurrent) -> {
        object.put("layer", "decoder");
        object.put("symbols", symbols);
        object.put("size", size);
        write(recurrent, object);
      }
      case Layer.Recurrent recurrent -> {
        object.put("layer", "recurrent");
        write(recurrent, object);
      }
      case Layer.Bidirectional(Layer.Recurrent recurrent, Layer.Join join) -> {
        object.put("layer", "bidirectional");
        write(recurrent, object);
        object.put("join", join.toString());
      }
      case Layer.Residual(List<Layer> layers) -> {
        object.put("layer", "residual");
        object.put("layers", layers.stream().map(Description::written).toList());
      }
      case Layer.Dropout(double probability, boolean sequence) -> {
        object.put("layer", "dropout");
        object.put("probability", probability);
        if (sequence) {
          object.put("sequence", true);
        }
      }
      case Layer.Pool(Layer.Pooling pooling) -> {
        object.put("layer", "pool");
        object.put("pooling", pooling.toString());
      }
      case Layer.Flatten(int steps) -> {
        object.put("layer", "flatten");
        object.put("steps", steps);
      }
      case Layer.Transitions(int tags) -> {
        object.put("layer", "transitions");
        object.put("tags", tags);
      }
      case Layer.Linear(int size) -> {
        object.put("layer", "linear");
        object.put("size", size);
      }
    }
    return object;
  }

  private static void write(Layer.Recurrent layer, Map<String, Object> object) {
    object.put("source", layer.cell().source());
    object.put("cell", layer.cell().text());
    object.put("hiddenSize", layer.hiddenSize());
    object.put("sizes", new TreeMap<>(layer.sizes()));
    if (layer.learnsStart()) {
      object.put("learnsStart", true);
    }
  }

  private static Map<String, Object> written(Provenance provenance) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("seed", provenance.seed());
    object.put("data", provenance.data());
    object.put("options", provenance.options());
    object.put("sluice", provenance.sluice());
    object.put("jdk", provenance.jdk());
    return object;
  }

  private static Map<String, @Nullable Object> written(Position position) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("epoch", position.epoch);
    object.put("batch", position.batch);
    object.put("update", position.update);
    object.put("lossSum", finite("loss", position.lossSum));
    object.put("targets", position.targets);
    object.put("validation", finite("validation loss", position.validation));
    object.put("best", finite("best validation loss", position.best));
    object.put("batchSize", position.batchSize);
    if (position.worse > 0) {
      object.put("worse", position.worse);
    }
    return object;
  }

  private static @Nullable Double finite(String what, @Nullable Double value) {
    if (value != null && !Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "The %s is %s; a model file holds finite numbers only.".formatted(what, value));
    }
    return value;
  }

  static Description parse(String json, String file) throws ModelFileException {
    if (json.length() > LIMIT) {
      throw refusal(
          "%s describes its model in %,d characters; at most %,d are read.",
          file, json.length(), LIMIT);
    }
    try {
      Fields document = new Fields("", JSON.readTree(json));
      requireFormat(document, file);
      return new Description(
          document.objects("layers").stream().map(Description::layer).toList(),
          document.has("task")
              ? TaskDescription.task(document.object("task"))
              : new NextSymbol(TaskDescription.vocabulary(document.object("vocabulary"))),
          document.has("provenance") ? provenance(document.object("provenance")) : null,
          document.has("training") ? position(document.object("training")) : null);
    } catch (JacksonException e) {
      throw refusal("%s is damaged: the description of its model is not JSON.", file);
    } catch (IllegalArgumentException e) {
      throw damaged(file, e);
    }
  }

  private static void requireFormat(Fields document, String file) throws ModelFileException {
    int format = document.whole("format");
    if (format != FORMAT) {
      String writer =
          document.has("sluice") ? "Sluice " + document.text("sluice") : "an unknown version";
      throw refusal(
          "%s has format %,d, written by %s; this is Sluice %s, which reads format %,d. Open"
              + " it with the version that wrote it, or train the model again.",
          file, format, writer, Provenance.version(), FORMAT);
    }
  }

  /** The refusal that an exception about the content stands for. */
  static ModelFileException damaged(String file, RuntimeException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    // Inside a sentence "The parameter" is "the parameter"; "U+D83D" stays as it is.
    String reason =
        message.matches("[A-Z][a-z ].*")
            ? message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1)
            : message;
    return refusal("%s is damaged: %s%s", file, reason, reason.endsWith(".") ? "" : ".");
  }

  private static Layer layer(Fields fields) {
    String layer = fields.text("layer");
    return switch (layer) {
      case "embedding" -> new Layer.Embedding(fields.whole("vocabularySize"), fields.whole("size"));
      case "input" -> new Layer.Input(fields.whole("size"));
      case "spelled" ->
          new Layer.Spelled(
              fields.whole("words"),
              fields.whole("size"),
              fields.whole("letters"),
              fields.whole("letterSize"),
              recurrent(fields));
      case "decoder" ->
          new Layer.Decoder(fields.whole("symbols"), fields.whole("size"), recurrent(fields));
      case "recurrent" -> recurrent(fields);
      case "bidirectional" ->
          new Layer.Bidirectional(recurrent(fields), fields.choice("join", Layer.Join.values()));
      case "residual" ->
          new Layer.Residual(fields.objects("layers").stream().map(Description::layer).toList());
      case "dropout" ->
          new Layer.Dropout(
              fields.number("probability"), fields.has("sequence") && fields.flag("sequence"));
      case "pool" -> new Layer.Pool(fields.choice("pooling", Layer.Pooling.values()));
      case "flatten" -> new Layer.Flatten(fields.whole("steps"));
      case "transitions" -> new Layer.Transitions(fields.whole("tags"));
      case "linear" -> new Layer.Linear(fields.whole("size"));
      default ->
          throw new IllegalArgumentException(
              "%s is '%s', a layer that this version does not know"
                  .formatted(fields.place("layer"), layer));
    };
  }

  private static Layer.Recurrent recurrent(Fields fields) {
    return new Layer.Recurrent(
        Cell.parse(fields.text("cell"), fields.text("source")),
        fields.whole("hiddenSize"),
        fields.object("sizes").wholes(),
        fields.has("learnsStart") && fields.flag("learnsStart"));
  }

  private static Provenance provenance(Fields fields) {
    return new Provenance(
        fields.wholeLong("seed"),
        fields.text("data"),
        fields.object("options").values(),
        fields.text("sluice"),
        fields.whole("jdk"));
  }

  private static Position position(Fields fields) {
    return new Position(
        fields.count("epoch"),
        fields.count("batch"),
        fields.countLong("update"),
        fields.number("lossSum"),
        fields.countLong("targets"),
        fields.isNull("validation") ? null : fields.number("validation"),
        fields.isNull("best") ? null : fields.number("best"),
        fields.count("batchSize"),
        fields.has("worse") ? fields.count("worse") : 0);
  }
}
