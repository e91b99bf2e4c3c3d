package dev.sluice.peers.match;

import dev.sluice.peers.report.Contestant;
import dev.sluice.peers.work.Task;
import java.util.List;
import java.util.Set;

/** Which tasks are measured, and who takes part. */
final class Selection {
  /** One of each kind, small enough for the plain loops: what {@code --quick} has time for. */
  private static final Set<String> QUICK =
      Set.of(
          "lstm forward 64x32x256",
          "lstm training 64x32x256",
          "lstm training 128x16x64",
          "gru training 64x32x128",
          "elman training 64x32x128",
          "lstm forward 64x1x128",
          "lstm ragged training 64x32x256",
          "lstm live 1x1x512",
          "lstm-layernorm training 128x16x64",
          "lstm-peephole training 64x32x256",
          "text training 50x50x128");

  /** A few layers show what narrower vectors cost. */
  private static final Set<String> NARROWER = Set.of("64x32x256", "128x16x64", "64x1x128");

  private Selection() {}

  /**
   * The tasks.
   *
   * @throws IllegalArgumentException if the pattern matches none
   */
  static List<Task> tasks(Options options) {
    List<Task> tasks =
        Task.all().stream()
            .filter(
                task ->
                    options.only() != null
                        ? options.only().matcher(task.toString()).find()
                        : !options.quick() || QUICK.contains(task.toString()))
            .toList();
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "--only %s matches no task; they are named like these: %s."
              .formatted(options.only(), String.join(", ", QUICK.stream().sorted().toList())));
    }
    return tasks;
  }

  /**
   * The systems for a task.
   *
   * @param built those whose modules are there
   */
  static List<Contestant> contestants(Task task, List<Contestant> built) {
    boolean lstm = task instanceof Task.Layer layer && layer.cell().equals("lstm");
    boolean narrower =
        lstm
            && task instanceof Task.Layer layer
            && layer.pass() != Task.Pass.RAGGED
            && NARROWER.contains(layer.size().toString());
    return built.stream()
        .filter(
            contestant ->
                switch (contestant) {
                  case SLUICE, DJL, BYTEDECO -> true;
                  // Has no other layer of these, and the plain loops are judged at one cell.
                  case DEEPLEARNING4J, PLAIN -> lstm;
                  case BITS_256, BITS_128 -> narrower;
                })
        .toList();
  }
}
