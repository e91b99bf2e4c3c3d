package dev.sluice.checkpoint;

import static dev.sluice.checkpoint.Safetensors.refusal;

import dev.sluice.data.Vocabulary;
import dev.sluice.model.Model;
import dev.sluice.model.State;
import dev.sluice.model.Tensor;
import dev.sluice.task.NextSymbol;
import dev.sluice.task.Task;
import dev.sluice.train.TrainingState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A model with all that belongs to it, as a model file holds it; the format is described in {@link
 * dev.sluice.checkpoint}.
 *
 * @param model the model itself, not a copy: save while nobody trains it
 * @param task what it is for
 * @param provenance how it came to be; null where nobody said
 * @param training where its training stands; null where it is not meant to go on
 */
public record Checkpoint(
    Model model, Task task, @Nullable Provenance provenance, @Nullable TrainingState training) {

  private static final String DOCUMENT = "sluice";
  private static final String OPTIMIZER = "optimizer.";
  private static final String STATE = "state.";
  private static final String BEST = "best.";

  /**
   * @throws IllegalArgumentException if the model does not read and say what the task needs
   */
  public Checkpoint {
    task.require(model);
  }

  /**
   * A model to be used.
   *
   * @throws IllegalArgumentException if the model does not read and say what the task needs
   */
  public static Checkpoint of(Model model, Task task) {
    return new Checkpoint(model, task, null, null);
  }

  /**
   * A model of a text to be used.
   *
   * @throws IllegalArgumentException if the model and the vocabulary have different numbers of
   *     symbols
   */
  public static Checkpoint of(Model model, Vocabulary vocabulary) {
    return of(model, new NextSymbol(vocabulary));
  }

  /**
   * What the symbols mean of a model of a text.
   *
   * @throws IllegalArgumentException if the model is for another task; the message says for which
   */
  public Vocabulary vocabulary() {
    if (task instanceof NextSymbol(Vocabulary vocabulary)) {
      return vocabulary;
    }
    throw new IllegalArgumentException("The model predicts no text: it %s.".formatted(task.does()));
  }

  /** The same with where its training stands, so that it can go on. */
  public Checkpoint withTraining(TrainingState training) {
    return new Checkpoint(model, task, provenance, training);
  }

  /** The same with how it came to be. */
  public Checkpoint withProvenance(Provenance provenance) {
    return new Checkpoint(model, task, provenance, training);
  }

  /**
   * Writes the model file, atomically: the name stands for the old content until the new one is on
   * disk, whatever happens in between. An existing file is replaced.
   *
   * @throws IllegalArgumentException if a parameter or another value is NaN or infinite; nothing
   *     was written
   * @throws IOException if the file could not be written; a previous one is unchanged
   */
  public void save(Path file) throws IOException {
    toSafetensors().save(file);
  }

  /**
   * Writes the bytes of the model file to a stream, and leaves it open.
   *
   * @throws IllegalArgumentException if a parameter or another value is NaN or infinite; nothing
   *     was written
   * @throws IOException if the stream does not take them
   */
  public void write(OutputStream out) throws IOException {
    toSafetensors().write(out);
  }

  private Safetensors toSafetensors() {
    List<Tensor> tensors = new ArrayList<>(model.parameters().tensors());
    if (training != null) {
      for (Tensor slot : training.slots()) {
        tensors.add(renamed(slot, OPTIMIZER + slot.name().replaceFirst("/", ".")));
      }
      for (Tensor state : training.carried().tensors()) {
        tensors.add(renamed(state, STATE + state.name()));
      }
      for (Tensor best : training.bestParameters()) {
        tensors.add(renamed(best, BEST + best.name()));
      }
    }
    return new Safetensors(Map.of(DOCUMENT, Description.of(this).toJson()), tensors);
  }

  /**
   * Reads a model file.
   *
   * @throws ModelFileException if it is no model file, is damaged, was written by another version,
   *     or its tensors do not fit its layers; nothing was loaded
   * @throws IOException if there is no such file or it cannot be read
   */
  public static Checkpoint load(Path file) throws IOException {
    Safetensors content = Safetensors.load(file);
    String name = file.toString();
    String document = content.metadata().get(DOCUMENT);
    if (document == null) {
      throw refusal(
          "%s holds tensors but no model: its metadata have no key '%s'.", name, DOCUMENT);
    }
    Description description = Description.parse(document, name);
    try {
      return checkpoint(description, content.tensors());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw Description.damaged(name, e);
    }
  }

  private static Checkpoint checkpoint(Description description, List<Tensor> tensors) {
    List<Tensor> parameters = new ArrayList<>();
    List<Tensor> slots = new ArrayList<>();
    List<Tensor> states = new ArrayList<>();
    List<Tensor> best = new ArrayList<>();
    Description.Position position = description.position();
    for (Tensor tensor : tensors) {
      if (position != null && tensor.name().startsWith(OPTIMIZER)) {
        String rest = tensor.name().substring(OPTIMIZER.length());
        slots.add(renamed(tensor, rest.replaceFirst("\\.", "/")));
      } else if (position != null && tensor.name().startsWith(STATE)) {
        states.add(renamed(tensor, tensor.name().substring(STATE.length())));
      } else if (position != null && tensor.name().startsWith(BEST)) {
        best.add(renamed(tensor, tensor.name().substring(BEST.length())));
      } else {
        parameters.add(tensor);
      }
    }
    Model model = Model.of(description.layers(), parameters);
    return new Checkpoint(
        model,
        description.task(),
        description.provenance(),
        position == null
            ? null
            : position.toState(carried(model, position.batchSize(), states), slots, best));
  }

  /** The carried state; the tensors are checked before memory for the batch size is set aside. */
  private static State carried(Model model, int batchSize, List<Tensor> states) {
    SequencedMap<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (Tensor one : State.of(model, 1).tensors()) {
      shapes.put(one.name(), List.of(batchSize, one.shape().get(1)));
    }
    List<Tensor> ordered = Tensor.inOrder("carried state", shapes, states);
    State state = State.of(model, batchSize);
    state.set(ordered);
    return state;
  }

  private static Tensor renamed(Tensor tensor, String name) {
    return new Tensor(name, tensor.shape(), tensor.values());
  }
}
