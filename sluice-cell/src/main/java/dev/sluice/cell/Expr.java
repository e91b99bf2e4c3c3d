package dev.sluice.cell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The closed vocabulary of the cell language: one record per operation.
 *
 * <p>Every pass over a cell (sizes, interpreter, derivative, kernels, LaTeX) is a switch over these
 * records without a {@code default}, so that adding an operation is adding one record here, after
 * which {@code javac} lists what else it needs.
 *
 * <p>An expression has the size of its units, {@code [size]}, or is a number that broadcasts. Long
 * sums are deep trees: walk them with {@link #postorder}, never by recursion.
 */
public sealed interface Expr {

  /** The operands, left to right; empty for a leaf. */
  List<Expr> operands();

  /** The same operation on other operands, as many as {@link #operands} gives. */
  default Expr with(List<Expr> operands) {
    return Operations.with(this, operands);
  }

  /** All operations below and including {@code root}, operands before users, without recursion. */
  static List<Expr> postorder(Expr root) {
    List<Expr> reversed = new ArrayList<>();
    Deque<Expr> open = new ArrayDeque<>();
    open.push(root);
    while (!open.isEmpty()) {
      Expr e = open.pop();
      reversed.add(e);
      e.operands().forEach(open::push);
    }
    return reversed.reversed();
  }

  // ---------------------------------------------------------------------------------- leaves

  /** A leaf of the tree. */
  sealed interface Leaf extends Expr {
    @Override
    default List<Expr> operands() {
      return List.of();
    }
  }

  /** A number; it broadcasts to any size. */
  record Constant(double value) implements Leaf {}

  /** An input, a value, or the previous value of a state. */
  record Name(String name) implements Leaf {}

  /** The new value of a state, {@code s'}. */
  record Next(String state) implements Leaf {}

  /**
   * A parameter {@code stem_equation}: a matrix if the stem begins with a capital, else a vector.
   */
  record Parameter(String name) implements Leaf {
    /** Whether this is a matrix. */
    public boolean isMatrix() {
      return Character.isUpperCase(name.charAt(0));
    }
  }

  /**
   * For units of group k of {@code periods}: 1 when the row's step counter is divisible by period
   * k, else 0 (Koutník et al. 2014). Unit u of n is in group ⌊u·g/n⌋ of g.
   */
  record Clock(List<Integer> periods) implements Leaf {
    public Clock {
      periods = List.copyOf(periods);
    }
  }

  // ------------------------------------------------------------------------------- structure

  /** Matrix times vector, {@code W @ v}. */
  record Product(Expr matrix, Expr vector) implements Expr {
    @Override
    public List<Expr> operands() {
      return List.of(matrix, vector);
    }
  }

  /**
   * A matrix whose rows and columns are cut into {@code groups}: blocks below the diagonal are zero
   * and are no parameters.
   */
  record Upper(Parameter matrix, int groups) implements Expr {
    @Override
    public List<Expr> operands() {
      return List.of(matrix);
    }
  }

  /** Units side by side, {@code [a, b]}. */
  record Concat(List<Expr> parts) implements Expr {
    public Concat {
      parts = List.copyOf(parts);
    }

    @Override
    public List<Expr> operands() {
      return parts;
    }
  }

  // ------------------------------------------------------------------------------ arithmetic

  /** An operation on one operand, element by element unless it says otherwise. */
  sealed interface Unary extends Expr {
    /** The operand. */
    Expr a();

    @Override
    default List<Expr> operands() {
      return List.of(a());
    }
  }

  /** An operation on two operands, element by element. */
  sealed interface Binary extends Expr {
    /** The left operand. */
    Expr a();

    /** The right operand. */
    Expr b();

    @Override
    default List<Expr> operands() {
      return List.of(a(), b());
    }
  }

  /** {@code -a}. */
  record Negate(Expr a) implements Unary {}

  /** {@code a + b}. */
  record Add(Expr a, Expr b) implements Binary {}

  /** {@code a - b}. */
  record Subtract(Expr a, Expr b) implements Binary {}

  /** {@code a * b}, element by element. */
  record Multiply(Expr a, Expr b) implements Binary {}

  /** {@code a / b}, element by element. */
  record Divide(Expr a, Expr b) implements Binary {}

  /** {@code min(a, b)}; a tie's derivative goes to {@code a}. */
  record Min(Expr a, Expr b) implements Binary {}

  /** {@code max(a, b)}; a tie's derivative goes to {@code a}. */
  record Max(Expr a, Expr b) implements Binary {}

  // ------------------------------------------------------------------------------- functions

  /** {@code 1 / (1 + exp(-a))}. */
  record Sigmoid(Expr a) implements Unary {}

  /** Hyperbolic tangent. */
  record Tanh(Expr a) implements Unary {}

  /** {@code max(a, 0)}; derivative 0 at 0. */
  record Relu(Expr a) implements Unary {}

  /** {@code a} where positive, else {@code 0.01 a}. */
  record LeakyRelu(Expr a) implements Unary {}

  /** {@code a} where positive, else {@code exp(a) - 1}. */
  record Elu(Expr a) implements Unary {}

  /** {@code log(1 + exp(a))}, stable at both ends. */
  record Softplus(Expr a) implements Unary {}

  /** {@code a / (1 + |a|)}. */
  record Softsign(Expr a) implements Unary {}

  /** {@code clip(a / 6 + 1/2, 0, 1)}. */
  record HardSigmoid(Expr a) implements Unary {}

  /** Exponential; huge arguments are clamped, so that the result is finite. */
  record Exp(Expr a) implements Unary {}

  /** Natural logarithm. */
  record Log(Expr a) implements Unary {}

  /** Square root. */
  record Sqrt(Expr a) implements Unary {}

  /** Absolute value; derivative 0 at 0. */
  record Abs(Expr a) implements Unary {}

  /**
   * The first part, normalized by mean and biased variance over the units of all parts together,
   * {@code (a - mean) / sqrt(variance + 1e-5)} (Ba, Kiros &amp; Hinton 2016).
   */
  record LayerNorm(List<Expr> parts) implements Expr {
    public LayerNorm {
      parts = List.copyOf(parts);
    }

    @Override
    public List<Expr> operands() {
      return parts;
    }
  }

  /** {@code exp(a) / sum exp(a)} over the units. */
  record Softmax(Expr a) implements Unary {}

  // ----------------------------------------------------------------------------------- noise

  /** Noise; each one in a text is a draw of its own, numbered from 0 in the order of the text. */
  sealed interface Noisy extends Expr {
    /** The probability of the event, at least 0 and below 1, not {@link Noise#isAlways}. */
    double p();

    /** The number of this noise in its text. */
    int occurrence();
  }

  /**
   * In training 0 with probability p, else {@code a / (1 - p)} (Srivastava et al. 2014); otherwise
   * {@code a}.
   *
   * @param sequence whether one mask serves all steps of a run (Gal &amp; Ghahramani 2016)
   */
  record Dropout(Expr a, double p, boolean sequence, int occurrence) implements Unary, Noisy {}

  /**
   * In training the old value {@code b} with probability p, else the new one {@code a}; otherwise
   * {@code p b + (1 - p) a} (Krueger et al. 2017). A weighted sum in both cases: NaN where either
   * value is not finite and has no weight.
   */
  record Zoneout(Expr a, Expr b, double p, int occurrence) implements Binary, Noisy {}

  /**
   * A matrix whose entries are in training 0 with probability p, else scaled by 1 / (1 − p); one
   * mask serves all rows and steps of a run (Wan et al. 2013). The matrix is a {@link Parameter},
   * or {@link Columns} in a normal form.
   */
  record DropConnect(Expr matrix, double p, int occurrence) implements Noisy {
    @Override
    public List<Expr> operands() {
      return List.of(matrix);
    }
  }

  // --------------------------------------------------------------------------------- derived

  /** Operations that no text contains: what {@link Program} and {@link Derivative} lower to. */
  sealed interface Derived extends Expr {}

  /** {@code a * b + c} with one rounding. */
  record Fma(Expr a, Expr b, Expr c) implements Derived {
    @Override
    public List<Expr> operands() {
      return List.of(a, b, c);
    }
  }

  /** {@code then} where {@code a > b}, else {@code otherwise}. */
  record Select(Expr a, Expr b, Expr then, Expr otherwise) implements Derived {
    @Override
    public List<Expr> operands() {
      return List.of(a, b, then, otherwise);
    }
  }

  /** The sum over the units: one number per row, which broadcasts. */
  record Total(Expr a) implements Derived, Unary {}

  /** The largest unit: one number per row, which broadcasts. Its derivative is taken as zero. */
  record Largest(Expr a) implements Derived, Unary {}

  /** How many units the given sizes have together: a number known when sizes are. */
  record Count(Size size) implements Derived, Leaf {}

  /** The columns {@code [from, from + size)} of a matrix parameter. */
  record Columns(Parameter matrix, Size from, Size size) implements Derived, Leaf {}

  /** Transposed matrix times vector; the matrix is a {@link Parameter} or {@link Columns}. */
  record TransposedProduct(Expr matrix, Expr vector) implements Derived {
    @Override
    public List<Expr> operands() {
      return List.of(matrix, vector);
    }
  }

  /**
   * A mask: {@code event} with probability p, else {@code otherwise}; where nothing is drawn, their
   * expectation.
   *
   * @param occurrence the number of the noise in its text
   * @param sequence whether one draw serves all steps of a run
   */
  record Draw(int occurrence, double p, double event, double otherwise, boolean sequence, Size size)
      implements Derived, Leaf {
    /** What stands for the draw where nothing is drawn. */
    public double expected() {
      return p * event + (1 - p) * otherwise;
    }
  }

  /** A {@link Clock} whose size is known. */
  record Ticks(List<Integer> periods, Size size) implements Derived, Leaf {}

  /** The units {@code [from, from + size)} of a vector. */
  record Slice(Expr a, Size from, Size size) implements Derived, Unary {}
}
