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

  /**
   * Columns {@code [at, at + size)} of dense rows of {@code width}, for entries {@code [from, end)}
   * of the list of rows; {@code first} is the first step of their tile.
   */
  void copyIn(
      float[] dense, int width, int at, int size, Operand to, int first, int from, int end) {
    Rows rows = tape.rows;
    float[] out = tape.array(to.buffer());
    int base = tape.base(to, 0, first);
    int stride = strides[to.buffer()];
    for (int e = from; e < end; e++) {
      int row = rows.ofPart[e];
      System.arraycopy(dense, row * width + at, out, base + row * stride, size);
    }
  }

  /**
   * The same the other way, for batch rows {@code [fromRow, toRow)} at the steps {@code [first,
   * end)} of a tile; rows past their length become zero, and all do where {@code from} is null.
   */
  void copyOut(
      @Nullable Operand from,
      int size,
      float[] dense,
      int width,
      int at,
      int first,
      int end,
      int fromRow,
      int toRow) {
    Rows rows = tape.rows;
    int stride = from == null ? 0 : strides[from.buffer()];
    int base = from == null ? 0 : tape.base(from, 0, first);
    float[] in = from == null ? dense : tape.array(from.buffer());
    boolean together = stride == size && width == size && rows.isFull();
    for (int s = first; s < end; s++) {
      int step = s * rows.batch;
      if (together) {
        int row = step + fromRow;
        System.arraycopy(in, base + row * size, dense, row * size, (toRow - fromRow) * size);
        continue;
      }
      for (int b = fromRow; b < toRow; b++) {
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
  void carryIn(
      float @Nullable [] dense, Operand to, int size, int fromRow, int toRow, boolean last) {
    float[] out = tape.buffers[to.buffer()];
    for (int b = fromRow; b < toRow; b++) {
      int start = carried(to, b, last);
      if (dense == null) {
        Arrays.fill(out, start, start + size, 0);
      } else {
        System.arraycopy(dense, b * size, out, start, size);
      }
    }
  }

  /** The same the other way. */
  void carryOut(Operand from, float[] dense, int size, int fromRow, int toRow, boolean last) {
    float[] in = tape.buffers[from.buffer()];
    for (int b = fromRow; b < toRow; b++) {
      System.arraycopy(in, carried(from, b, last), dense, b * size, size);
    }
  }

  private int carried(Operand o, int b, boolean last) {
    int slot = last ? tape.rows.lengths[b] : 0;
    if (tape.kept[o.buffer()] == Tape.Kept.TWO) {
      slot &= 1;
    }
    int row = slot * tape.rows.batch + b;
    return tape.starts[o.buffer()] + row * strides[o.buffer()] + o.offset();
  }
}
