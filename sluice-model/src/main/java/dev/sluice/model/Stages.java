package dev.sluice.model;

import dev.sluice.kernel.Kernel;
import dev.sluice.kernel.Repeats;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What computes each layer of a model, and those of them that others ask for. */
final class Stages {
  private final Model model;

  /** The layers of the model, from the input upwards. */
  final List<Stage> all;

  /** The stages that are cells, by the position of their places. */
  private final @Nullable CellStage[] cells;

  /** Which layers read backwards, by position. */
  private final boolean[] turned;

  /** The stage of the embedding, where there is one that gives each different vector once. */
  private @Nullable EmbeddingStage embedding;

  /** The stage that writes sequences, where there is one. */
  private @Nullable DecoderStage decoder;

  Stages(Model model) {
    this.model = model;
    cells = new CellStage[model.places().size()];
    turned = new boolean[cells.length];
    all = stages(model.stack());
  }

  private List<Stage> stages(List<Place> stack) {
    List<Stage> made = new ArrayList<>();
    for (int i = 0; i < stack.size(); i++) {
      Kernel above = i + 1 == stack.size() ? null : stack.get(i + 1).kernel();
      made.add(stage(stack.get(i), above != null && above.mayRepeat() && !model.isProbed()));
    }
    return List.copyOf(made);
  }

  private Stage stage(Place place, boolean mayRepeat) {
    return switch (place.layer()) {
      case Layer.Input _ -> new InputStage(place);
      case Layer.Embedding _ -> {
        embedding = new EmbeddingStage(place, mayRepeat, EmbeddingStage.Of.INPUTS);
        yield embedding;
      }
      case Layer.Spelled _ -> spelledStage(place);
      case Layer.Recurrent _, Layer.Linear _ -> cellStage(place);
      case Layer.Bidirectional _ -> bidirectionalStage(place);
      case Layer.Decoder _ -> {
        decoder = decoderStage(place);
        yield decoder;
      }
      case Layer.Residual _ -> new ResidualStage(place, stages(place.inner()));
      case Layer.Dropout _ -> new DropoutStage(place.kernel() == null ? null : cellStage(place));
      case Layer.Pool(Layer.Pooling pooling) ->
          switch (pooling) {
            case LAST -> new LastStage(place.outputSize(), forward(place));
            case MEAN -> new MeanStage(place);
            case MAX -> new MaxStage(place);
            case ATTENTION -> new AttentionStage(place, cellStage(place.inner().getFirst()));
          };
      case Layer.Flatten(int steps) -> new FlattenStage(place, steps);
      case Layer.Transitions _ -> new TransitionsStage(place);
    };
  }

  private BidirectionalStage bidirectionalStage(Place place) {
    Layer.Join join = ((Layer.Bidirectional) place.layer()).join();
    Place backward = place.inner().getLast();
    turned[backward.position()] = true;
    return new BidirectionalStage(
        place, join, cellStage(place.inner().getFirst()), cellStage(backward));
  }

  private SpelledStage spelledStage(Place place) {
    Place reader = place.inner().getLast();
    int size = reader.outputSize();
    return new SpelledStage(
        place,
        new EmbeddingStage(place.inner().getFirst(), false, EmbeddingStage.Of.LETTERS),
        bidirectionalStage(reader),
        new LastStage(size, size / 2));
  }

  private DecoderStage decoderStage(Place place) {
    return new DecoderStage(
        place,
        new EmbeddingStage(place.inner().get(0), false, EmbeddingStage.Of.WRITTEN),
        cellStage(place.inner().get(1)),
        cellStage(place.inner().get(2)));
  }

  private CellStage cellStage(Place place) {
    CellStage stage = new CellStage(place);
    cells[place.position()] = stage;
    return stage;
  }

  /** How many values of a last step are of a forward direction: all where there is no other. */
  private int forward(Place last) {
    int forward = last.inputSize();
    for (Place place : model.stack()) {
      if (place.position() > last.position()) {
        break;
      }
      forward =
          switch (place.layer()) {
            case Layer.Dropout _, Layer.Pool _ -> forward;
            case Layer.Bidirectional(Layer.Recurrent _, Layer.Join join)
                when join == Layer.Join.CONCATENATE ->
                place.outputSize() / 2;
            default -> place.outputSize();
          };
    }
    return forward;
  }

  /** The stage of a layer that is a cell. */
  CellStage cell(int position) {
    return Objects.requireNonNull(cells[position]);
  }

  /** Whether a layer reads backwards. */
  boolean isTurned(int position) {
    return turned[position];
  }

  /** Which rows of what the layer below gave are equal; null where they are all there. */
  @Nullable Repeats repeats(int position) {
    return position == 1 && embedding != null ? embedding.repeats() : null;
  }

  /** The stage that writes sequences; null where there is none. */
  @Nullable DecoderStage decoder() {
    return decoder;
  }
}
