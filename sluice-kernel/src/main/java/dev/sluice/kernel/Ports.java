package dev.sluice.kernel;

import dev.sluice.kernel.Plan.Operand;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The ways between the caller's dense arrays and the buffers of a {@link Tape}. */
final class Ports {
  private final Tape tape;
  private final int[] strides;

  Ports(Tape tape) {
    this.tape = tape;
    strides = tape.kernel.plan.strides;
  }

  /** Columns {@code [at, at + size)} of dense rows of {@code width}, for this part's rows. */
  void copyIn(float[] dense, int width, int at, int size, Operand to, int part) {
    Rows rows = tape.rows;
    int first = rows.from[part * (rows.steps + 1)];
    int end = rows.from[part * (rows.steps + 1) + rows.steps];
    float[] out = tape.array(to.buffer());
    int base = tape.base(to, 0);
    int stride = strides[to.buffer()];
    for (int e = first; e < end; e++) {
      int row = rows.ofPart[e];
      System.arraycopy(dense, row * width + at, out, base + row * stride, size);
    }
  }

  /**
   * The same the other way; rows past their length become zero, and all do where {@code from} is
   * null.
   */
  void copyOut(@Nullable Operand from, int size, float[] dense, int width, int at, int part) {
    Rows rows = tape.rows;
    int first = rows.split[part];
    int end = rows.split[part + 1];
    int stride = from == null ? 0 : strides[from.buffer()];
    int base = from == null ? 0 : tape.base(from, 0);
    float[] in = from == null ? dense : tape.array(from.buffer());
    boolean together = stride == size && width == size && rows.isFull();
    for (int s = 0; s < rows.steps; s++) {
      int step = s * rows.batch;
      if (together) {
        int row = step + first;
        System.arraycopy(in, base + row * size, dense, row * size, (end - first) * size);
        continue;
      }
      for (int b = first; b < end; b++) {
        int to = (step + b) * width + at;
        if (from != null && s < rows.lengths[b]) {
          System.arraycopy(in, base + (step + b) * stride, dense, to, size);
        } else {
          Arrays.fill(dense, to, to + size, 0);
        }
      }
    }
  }

  /** Dense {@code [batch, size]} to the first step of a state, or behind each row's last one. */
  void carryIn(float @Nullable [] dense, Operand to, int size, int part, boolean last) {
    float[] out = tape.buffers[to.buffer()];
    for (int b = tape.rows.split[part]; b < tape.rows.split[part + 1]; b++) {
      int start = carried(to, b, last);
      if (dense == null) {
        Arrays.fill(out, start, start + size, 0);
      } else {
        System.arraycopy(dense, b * size, out, start, size);
      }
    }
  }

  /** The same the other way. */
  void carryOut(Operand from, float[] dense, int size, int part, boolean last) {
    float[] in = tape.buffers[from.buffer()];
    for (int b = tape.rows.split[part]; b < tape.rows.split[part + 1]; b++) {
      System.arraycopy(in, carried(from, b, last), dense, b * size, size);
    }
  }

  private int carried(Operand o, int b, boolean last) {
    int slot = last ? tape.rows.lengths[b] : 0;
    if (tape.kept[o.buffer()] == Tape.Kept.TWO) {
      slot &= 1;
    }
    return (slot * tape.rows.batch + b) * strides[o.buffer()] + o.offset();
  }
}
