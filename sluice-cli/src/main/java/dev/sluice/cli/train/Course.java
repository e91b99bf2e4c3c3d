package dev.sluice.cli.train;

import dev.sluice.checkpoint.Checkpoint;
import dev.sluice.cli.console.Failure;
import dev.sluice.cli.console.Interrupt;
import dev.sluice.cli.console.Task;
import dev.sluice.inspect.Alarm;
import dev.sluice.train.Progress;
import dev.sluice.train.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The course of a training: it steps, saves, and stops when it is asked to. */
public final class Course {

  /** What is trained. */
  public interface Subject {

    /** The model as it is now, with what it is for and how it came to be. */
    Checkpoint checkpoint();

    /** The command that goes on with what a file holds. */
    String resumeCommand(Path file);
  }

  private final Subject subject;
  private final RunOptions how;
  private final Path file;
  private final Watcher watcher;
  private final Interrupt interrupt;
  private final long deadline;
  private final List<Double> speeds = new ArrayList<>();

  /** What was wrong at the last evaluation. */
  private Set<String> known = Set.of();

  /**
   * A course that has not begun.
   *
   * @param file where the model goes
   * @param start when the command began, as {@code System.nanoTime} tells it
   */
  public Course(
      Subject subject,
      RunOptions how,
      Path file,
      Watcher watcher,
      Interrupt interrupt,
      long start) {
    this.subject = subject;
    this.how = how;
    this.file = file;
    this.watcher = watcher;
    this.interrupt = interrupt;
    deadline = how.timeLimit() == null ? 0 : start + how.timeLimit().toNanos();
  }

  /** The speed of each epoch that was completed. */
  public List<Double> speeds() {
    return speeds;
  }

  /**
   * Trains to the end, or to where it has to stop.
   *
   * @return whether it came to its end; else it was saved, so that it can go on
   */
  public boolean run(Training training) throws IOException {
    return run(training, true, () -> false);
  }

  /**
   * Trains to the end, or to where it has to stop.
   *
   * @param saves whether it is saved on the way, and where it stops
   * @param learned asked after each evaluation whether this is the end
   * @return whether it came to its end
   */
  boolean run(Training training, boolean saves, BooleanSupplier learned) throws IOException {
    if (interrupt.requested()) {
      throw Failure.interrupted("Interrupted before the first update; nothing was written.");
    }
    try (Logs logs = Logs.open(how)) {
      return run(training, saves, learned, logs);
    }
  }

  private boolean run(Training training, boolean saves, BooleanSupplier learned, Logs logs)
      throws IOException {
    while (training.step()) {
      Progress progress = training.progress();
      watcher.updated(progress);
      if (training.evaluated()) {
        watcher.evaluated(progress);
        List<Alarm> alarms = alarms(training, progress);
        logs.evaluated(progress, alarms);
      }
      if (progress.batch() == progress.batches()) {
        speeds.add(progress.charactersPerSecond());
      }
      if (training.done() || training.evaluated() && learned.getAsBoolean()) {
        return true;
      }
      if (saves ? mustStop(training) : interrupt.requested()) {
        return false;
      }
    }
    return true;
  }

  /** What is wrong within the model; the watcher is told what was not wrong before. */
  private List<Alarm> alarms(Training training, Progress progress) {
    if (!how.alarms()) {
      return List.of();
    }
    List<Alarm> alarms = Alarm.of(training.model(), training.batch());
    Set<String> now = new HashSet<>();
    for (Alarm alarm : alarms) {
      String what = alarm.kind() + " " + alarm.where();
      if (now.add(what) && !known.contains(what)) {
        watcher.alarmed(progress, alarm);
      }
    }
    known = now;
    return alarms;
  }

  /** The status of the command where the training was stopped. */
  public int status() {
    return interrupt.requested() ? Task.INTERRUPTED : Task.DONE;
  }

  /** Between two updates: saves where that is due, and says whether this is the end for now. */
  private boolean mustStop(Training training) throws IOException {
    Progress progress = training.progress();
    boolean late = deadline != 0 && System.nanoTime() - deadline >= 0;
    boolean stop = interrupt.requested() || late;
    boolean due =
        how.checkpointEvery() == null
            ? progress.batch() == progress.batches()
            : progress.update() % how.checkpointEvery() == 0;
    if (stop || due) {
      save(subject.checkpoint().withTraining(training.state()));
    }
    if (stop) {
      watcher.stopped(
          interrupt.requested() ? "Interrupted" : "The time is up",
          progress,
          file,
          subject.resumeCommand(file));
    }
    return stop;
  }

  /**
   * Loads a training that was stopped.
   *
   * @throws Failure if the file holds a model whose training has ended
   */
  public static Checkpoint unfinished(Path file) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(file);
    if (checkpoint.provenance() == null || checkpoint.training() == null) {
      throw Failure.wrong(
          "%s holds a finished model, not a training that could go on; train a new one without"
              + " --resume.",
          file);
    }
    return checkpoint;
  }

  /** The name of a file as a shell reads it. */
  public static String quoted(Path file) {
    String name = file.toString();
    return name.matches("[\\w@%+=:,./-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }

  /** Saves the model as it is, finished. */
  public void save() {
    save(subject.checkpoint());
  }

  private void save(Checkpoint checkpoint) {
    try {
      checkpoint.save(file);
    } catch (IOException e) {
      throw Failure.failed(
          e, "%s Free some space or name another file with --out.", e.getMessage());
    }
  }
}
