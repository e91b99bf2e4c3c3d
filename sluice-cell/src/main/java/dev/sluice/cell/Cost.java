package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the operations of one step of one row cost, before sizes are numbers.
 *
 * @param products rows and columns of each product, with how often it occurs
 * @param elements for each size, how many operations run element by element
 * @param numbers how many operations on numbers
 */
record Cost(Map<List<Size>, Long> products, Map<Size, Long> elements, long numbers) {

  /**
   * Counts the operations.
   *
   * @param size the size of an expression; null for a number
   */
  static Cost of(List<Equation> equations, Function<Expr, @Nullable Size> size) {
    Map<List<Size>, Long> products = new HashMap<>();
    Map<Size, Long> elements = new HashMap<>();
    long numbers = 0;
    for (Equation equation : equations) {
      for (Expr e : Expr.postorder(equation.value())) {
        if (isFree(e)) {
          continue;
        }
        Size own = size.apply(e);
        if (own == null) {
          numbers++;
        } else if (e instanceof Product p) {
          Size columns = Objects.requireNonNull(size.apply(p.vector()));
          products.merge(List.of(own, columns), 1L, Long::sum);
        } else {
          elements.merge(own, 1L, Long::sum);
        }
      }
    }
    return new Cost(products, elements, numbers);
  }

  /** What is only read or put side by side. */
  private static boolean isFree(Expr e) {
    return e instanceof Leaf
        || e instanceof Concat
        || e instanceof Upper
        || e instanceof DropConnect;
  }

  /**
   * Floating-point operations: two for each multiply-add of a product, one per unit for every other
   * operation.
   *
   * @throws ArithmeticException if that exceeds 2⁶³−1
   */
  long flops(Sizes sizes) {
    long flops = numbers;
    for (Map.Entry<List<Size>, Long> product : products.entrySet()) {
      long rows = sizes.of(product.getKey().get(0));
      long one = Math.multiplyExact(2 * rows, sizes.of(product.getKey().get(1)));
      flops = Math.addExact(flops, Math.multiplyExact(one, product.getValue()));
    }
    for (Map.Entry<Size, Long> element : elements.entrySet()) {
      long one = Math.multiplyExact((long) sizes.of(element.getKey()), element.getValue());
      flops = Math.addExact(flops, one);
    }
    return flops;
  }

  /** The {@link #flops} as a formula in the sizes, always exact. */
  Formula formula() {
    Formula sum = Formula.of(numbers);
    for (Map.Entry<List<Size>, Long> product : products.entrySet()) {
      Formula rows = Formula.of(product.getKey().get(0));
      Formula one = rows.times(Formula.of(product.getKey().get(1)));
      sum = sum.plus(one.times(2 * product.getValue()));
    }
    for (Map.Entry<Size, Long> element : elements.entrySet()) {
      sum = sum.plus(Formula.of(element.getKey()).times(element.getValue()));
    }
    return sum;
  }
}
