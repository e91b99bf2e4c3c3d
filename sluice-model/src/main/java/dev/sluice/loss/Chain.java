package dev.sluice.loss;

import dev.sluice.data.Batch;
import dev.sluice.kernel.VectorMath;
import java.util.Arrays;

/**
 * A linear-chain conditional random field (Lafferty, McCallum &amp; Pereira 2001): −ln of the
 * probability of a row's tags among all sequences of tags, in nats. The score of a sequence is the
 * sum of its transitions, {@code [from, to]} at each step, as {@code Layer.transitions} gives them;
 * at the first step only the transitions from tag 0 count. The loss of a row is written to its
 * first position, so that the mean over positions is nats per tag.
 *
 * <p>A row whose first step has no target has no loss; in any other row all steps have one.
 */
public record Chain() implements Loss {

  /** For each thread what the way forward leaves for the way back. */
  private static final ThreadLocal<double[]> ROOM = ThreadLocal.withInitial(() -> new double[0]);

  @Override
  public boolean isOfRows() {
    return true;
  }

  @Override
  public int scores(int targets) {
    return Math.multiplyExact(targets, targets);
  }

  @Override
  public void judge(
      float[] scores, int size, Batch batch, int from, int to, float scale, float[] losses) {
    Classes.require(batch);
    int tags = tags(size);
    for (int row = from; row < to; row++) {
      int length = length(batch, row, tags);
      for (int step = 0; step < batch.targetSteps(); step++) {
        int position = step * batch.batchSize() + row;
        losses[position] = 0;
        if (step >= length) {
          Arrays.fill(scores, position * size, (position + 1) * size, 0);
        }
      }
      if (length > 0) {
        losses[row] = row(scores, tags, batch, row, length, scale);
      }
    }
  }

  private static int length(Batch batch, int row, int tags) {
    int length = 0;
    while (length < batch.targetSteps() && batch.targets()[length * batch.batchSize() + row] >= 0) {
      if (batch.targets()[length * batch.batchSize() + row] >= tags) {
        throw new IllegalArgumentException(
            "The target %s is outside the model's %s tags."
                .formatted(batch.targets()[length * batch.batchSize() + row], tags));
      }
      length++;
    }
    return length;
  }

  private static float row(
      float[] scores, int tags, Batch batch, int row, int length, float scale) {
    int size = tags * tags;
    int stride = batch.batchSize();
    int[] targets = batch.targets();
    double[] room = ROOM.get();
    if (room.length < (length + 2) * tags) {
      room = new double[2 * (length + 2) * tags];
      ROOM.set(room);
    }

    // Forward: room[step, tag] is the probability of the tag so far; scores become weights.
    double gold = 0;
    double all = 0;
    for (int step = 0; step < length; step++) {
      int position = step * stride + row;
      int before = step == 0 ? 0 : targets[position - stride];
      int at = position * size;
      gold += scores[at + before * tags + targets[position]];
      all += VectorMath.softmax(scores, at, step == 0 ? tags : size);
      double sum = 0;
      for (int tag = 0; tag < tags; tag++) {
        double weight = step == 0 ? scores[at + tag] : 0;
        for (int last = 0; last < tags && step > 0; last++) {
          weight += room[(step - 1) * tags + last] * scores[at + last * tags + tag];
        }
        room[step * tags + tag] = weight;
        sum += weight;
      }
      for (int tag = 0; tag < tags; tag++) {
        room[step * tags + tag] /= sum;
      }
      all += StrictMath.log(sum);
    }
    if (scale != 0) {
      backward(scores, tags, targets, stride, row, length, scale, room);
    }
    return (float) (all - gold);
  }

  /** Weights become the probabilities of transitions, without those that are the target's. */
  private static void backward(
      float[] scores,
      int tags,
      int[] targets,
      int stride,
      int row,
      int length,
      float scale,
      double[] room) {
    int size = tags * tags;
    int after = length * tags;
    int before = (length + 1) * tags;
    Arrays.fill(room, after, after + tags, 1);
    for (int step = length - 1; step > 0; step--) {
      int position = step * stride + row;
      int at = position * size;
      double sum = 0;
      for (int last = 0; last < tags; last++) {
        double rest = 0;
        double past = room[(step - 1) * tags + last];
        for (int tag = 0; tag < tags; tag++) {
          double weight = scores[at + last * tags + tag] * room[after + tag];
          rest += weight;
          scores[at + last * tags + tag] = (float) (past * weight);
        }
        room[before + last] = rest;
        sum += past * rest;
      }
      float factor = (float) (scale / sum);
      for (int i = at; i < at + size; i++) {
        scores[i] *= factor;
      }
      scores[at + targets[position - stride] * tags + targets[position]] -= scale;
      for (int tag = 0; tag < tags; tag++) {
        room[after + tag] = room[before + tag] / sum;
      }
    }
    double sum = 0;
    for (int tag = 0; tag < tags; tag++) {
      sum += room[tag] * room[after + tag];
    }
    int at = row * size;
    for (int tag = 0; tag < tags; tag++) {
      scores[at + tag] = (float) (scale * room[tag] * room[after + tag] / sum);
    }
    Arrays.fill(scores, at + tags, at + size, 0);
    scores[at + targets[row]] -= scale;
  }

  /**
   * The sequence of tags with the largest score (Viterbi 1967).
   *
   * @param scores {@code [step, batch, tags × tags]}
   * @param size tags × tags
   * @param length valid steps of the row
   * @param into {@code [step]}, overwritten
   */
  public static void best(
      float[] scores, int size, int batchSize, int row, int length, int[] into) {
    int tags = tags(size);
    double[] best = new double[tags];
    double[] next = new double[tags];
    int[] from = new int[Math.multiplyExact(length, tags)];
    for (int step = 0; step < length; step++) {
      int at = (step * batchSize + row) * size;
      for (int tag = 0; tag < tags; tag++) {
        int last = 0;
        for (int i = 1; i < tags && step > 0; i++) {
          if (best[i] + scores[at + i * tags + tag] > best[last] + scores[at + last * tags + tag]) {
            last = i;
          }
        }
        from[step * tags + tag] = last;
        next[tag] = (step == 0 ? 0 : best[last]) + scores[at + last * tags + tag];
      }
      double[] swap = best;
      best = next;
      next = swap;
    }
    int tag = 0;
    for (int i = 1; i < tags; i++) {
      tag = best[i] > best[tag] ? i : tag;
    }
    for (int step = length - 1; step >= 0; step--) {
      into[step] = tag;
      tag = from[step * tags + tag];
    }
  }

  private static int tags(int size) {
    int tags = (int) Math.sqrt(size);
    if (tags * tags != size) {
      throw new IllegalArgumentException(
          "A chain of tags is judged above a layer of transitions (Layer.transitions); the last"
              + " layer"
              + " gives %s scores, which is no square.".formatted(size));
    }
    return tags;
  }
}
