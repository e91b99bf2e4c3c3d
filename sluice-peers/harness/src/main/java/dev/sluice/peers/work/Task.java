package dev.sluice.peers.work;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is measured. Its {@link #toString} is its name, between JVMs and in files as well.
 */
public sealed interface Task {

  /** Which part of a layer's work. */
  enum Pass {
    /** Inference: the weights are as they were. */
    FORWARD("forward", 1),
    /** What an update needs: new weights, forward, back, gradients of weights and input. */
    TRAINING("training", 3),
    /** The same over rows of 1 to all steps, each length equally likely, the longest first. */
    RAGGED("ragged training", 3);

    private final String text;
    private final int products;

    Pass(String text, int products) {
      this.text = text;
      this.products = products;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** One layer over one batch. */
  record Layer(String cell, Pass pass, Size size) implements Task {
    /** Valid steps of each row, falling, or null where all have all. */
    public int @Nullable [] lengths() {
      if (pass != Pass.RAGGED) {
        return null;
      }
      int[] rising =
          new SplittableRandom(1).ints(size.batch(), 1, size.steps() + 1).sorted().toArray();
      int[] falling = new int[rising.length];
      Arrays.setAll(falling, i -> rising[rising.length - 1 - i]);
      return falling;
    }

    /**
     * Two operations for each multiply-add of the gates' products; nothing else, as is the custom.
     * Every cell with the gates of an LSTM counts as one.
     */
    @Override
    public double gflop() {
      int gates = cell.startsWith("lstm") ? 4 : cell.startsWith("gru") ? 3 : 1;
      int[] lengths = lengths();
      long rows =
          lengths == null ? (long) size.steps() * size.batch() : Arrays.stream(lengths).sum();
      return pass.products * 2e-9 * rows * gates * size.hidden() * 2 * size.hidden();
    }

    @Override
    public String toString() {
      return cell + " " + pass + " " + size;
    }
  }

  /** One symbol of a live stream: its vector from a table, then one step of an LSTM. */
  record Live(int hidden) implements Task {
    /** Symbols in the table. */
    public static final int VOCABULARY = 65;

    /** Symbols that are read for the answer that is compared. */
    public static final int READ = 10;

    @Override
    public double gflop() {
      return 2e-9 * 4 * hidden * 2 * hidden;
    }

    @Override
    public String toString() {
      return "lstm live 1x1x" + hidden;
    }
  }

  /**
   * A whole update of a character model of two LSTMs: reading the batch, embedding, cells, linear
   * layer, cross-entropy, all gradients, RMSProp. States are carried from batch to batch.
   */
  record Text() implements Task {
    /** Characters of one update. */
    public static final int CHARACTERS = TextTrial.STEPS * TextTrial.BATCH;

    @Override
    public double gflop() {
      int h = TextTrial.HIDDEN;
      double products = 4.0 * h * (TextTrial.EMBEDDED + h + 2 * h) + TextTrial.VOCABULARY * h;
      return 3 * 2e-9 * CHARACTERS * products;
    }

    @Override
    public String toString() {
      return "text training " + new Size(TextTrial.STEPS, TextTrial.BATCH, TextTrial.HIDDEN);
    }
  }

  /** Fused multiply-adds and nothing else: the machine's limit. */
  record Limit() implements Task {
    @Override
    public double gflop() {
      return Double.NaN;
    }

    @Override
    public String toString() {
      return "limit";
    }
  }

  /** Billions of operations of one run. */
  double gflop();

  /** Its name. */
  @Override
  @JsonValue
  String toString();

  /** All that is compared, in the order of the table. */
  static List<Task> all() {
    List<Task> all = new ArrayList<>();
    for (String cell : List.of("lstm", "gru", "elman")) {
      for (Pass pass : List.of(Pass.FORWARD, Pass.TRAINING)) {
        Size.ALL.forEach(size -> all.add(new Layer(cell, pass, size)));
      }
    }
    all.add(new Layer("lstm", Pass.RAGGED, Size.parse("64x32x256")));
    for (int hidden : List.of(128, 512, 1024)) {
      all.add(new Live(hidden));
    }
    for (String cell : List.of("lstm-layernorm", "lstm-peephole")) {
      for (String size : List.of("128x16x64", "64x32x128", "64x32x256", "64x32x512", "64x1x128")) {
        all.add(new Layer(cell, Pass.TRAINING, Size.parse(size)));
      }
    }
    all.add(new Text());
    return List.copyOf(all);
  }

  /**
   * The task of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  @JsonCreator
  static Task named(String name) {
    if (name.equals(new Limit().toString())) {
      return new Limit();
    }
    return all().stream()
        .filter(task -> task.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no task \"" + name + "\"."));
  }
}
