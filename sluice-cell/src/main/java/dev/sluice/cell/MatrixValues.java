package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.Arrays;
import java.util.Map;

/** What a matrix of an expression is at one moment, in double: a part of {@link Interpreter}. */
final class MatrixValues {

  /**
   * A matrix {@code [rows, width]}.
   *
   * @param entries row by row
   */
  record Matrix(double[] entries, int width) {
    int rows() {
      return entries.length / width;
    }

    private double at(int row, int column) {
      return entries[row * width + column];
    }

    /** The product with a vector of {@code width} units, or of one, which broadcasts. */
    double[] times(double[] v) {
      double[] result = new double[rows()];
      for (int row = 0; row < result.length; row++) {
        for (int column = 0; column < width; column++) {
          result[row] += at(row, column) * v[v.length == 1 ? 0 : column];
        }
      }
      return result;
    }

    /** The same of the transposed matrix, with a vector of as many units as it has rows. */
    double[] transposedTimes(double[] v) {
      double[] result = new double[width];
      for (int row = 0; row < rows(); row++) {
        for (int column = 0; column < result.length; column++) {
          result[column] += at(row, column) * v[v.length == 1 ? 0 : row];
        }
      }
      return result;
    }

    private Matrix columns(int from, int count) {
      double[] part = new double[Math.multiplyExact(rows(), count)];
      for (int i = 0; i < part.length; i++) {
        part[i] = at(i / count, from + i % count);
      }
      return new Matrix(part, count);
    }
  }

  private final Shapes shapes;
  private final Sizes sizes;

  MatrixValues(Shapes shapes, Sizes sizes) {
    this.shapes = shapes;
    this.sizes = sizes;
  }

  /**
   * A matrix with what is dropped of it.
   *
   * @param moment what is drawn
   * @param parameters by name, {@code [rows, columns]} row by row
   * @throws IllegalArgumentException if this is no matrix, or its parameter has no value
   */
  Matrix at(Moment moment, Expr e, Map<String, double[]> parameters) {
    return switch (e) {
      case Parameter p -> parameter(p, parameters);
      case Upper u -> parameter(u.matrix(), parameters);
      case Columns c -> columns(c, parameter(c.matrix(), parameters));
      case DropConnect d -> {
        Draws draws = moment.draws();
        yield draws == null ? at(moment, d.matrix(), parameters) : dropped(draws, d, parameters);
      }
      default -> throw new IllegalArgumentException(Printer.print(e) + " is no matrix.");
    };
  }

  /** One mask of the whole matrix, whichever columns of it are asked for. */
  private Matrix dropped(Draws draws, DropConnect d, Map<String, double[]> parameters) {
    Matrix whole = parameter(Program.parameter(d.matrix()), parameters);
    double[] entries = whole.entries.clone();
    Moment shared = new Moment(draws, Noise.SHARED, 0, 0);
    for (int i = 0; i < entries.length; i++) {
      boolean dropped = shared.happens(draws, d.occurrence(), d.p(), true, i);
      entries[i] *= dropped ? 0 : 1 / (1 - d.p());
    }
    Matrix masked = new Matrix(entries, whole.width);
    return d.matrix() instanceof Columns c ? columns(c, masked) : masked;
  }

  /** A parameter as it is given, but zero where {@code upper} says so. */
  private Matrix parameter(Parameter p, Map<String, double[]> parameters) {
    Shapes.Parameter shape = shapes.parameter(p.name());
    int width = sizes.of(shape.columns());
    Matrix given = new Matrix(Interpreter.named(p.name(), parameters.get(p.name())), width);
    if (shape.groups() == 0) {
      return given;
    }
    double[] entries = given.entries.clone();
    for (int i = 0; i < entries.length; i++) {
      if (shape.isZero(i / width, i % width, given.rows(), width)) {
        entries[i] = 0;
      }
    }
    return new Matrix(entries, width);
  }

  private Matrix columns(Columns c, Matrix whole) {
    return whole.columns(sizes.of(c.from()), sizes.of(c.size()));
  }

  /**
   * What the entries of a parameter are multiplied by where {@code matrix} stands, {@code [rows,
   * columns]} row by row: 0 for what {@code upper} leaves out and {@code dropconnect} drops.
   */
  double[] mask(Moment moment, Expr matrix) {
    Shapes.Parameter shape = shapes.parameter(Program.parameter(matrix).name());
    double[] ones = new double[sizes.of(shape.rows()) * sizes.of(shape.columns())];
    Arrays.fill(ones, 1);
    Expr whole = new Parameter(shape.name());
    Expr masked =
        matrix instanceof DropConnect d ? new DropConnect(whole, d.p(), d.occurrence()) : whole;
    return at(moment, masked, Map.of(shape.name(), ones)).entries();
  }
}
