package dev.sluice.cell;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A count before the sizes are numbers: a polynomial in the sizes of a cell, exact, such as {@code
 * 4·h² + 4·h·n + 4·h}. Equal polynomials are equal and print alike.
 */
public final class Formula {

  /** The names of sizes in a product of them, sorted; a name stands once for each of its powers. */
  private record Powers(List<String> names) {
    static final Powers NONE = new Powers(List.of());

    Powers times(Powers other) {
      List<String> all = new ArrayList<>(names);
      all.addAll(other.names);
      all.sort(Comparator.naturalOrder());
      return new Powers(List.copyOf(all));
    }
  }

  /** No size is raised higher: rows times columns. */
  private static final String POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  /** Numerators over {@code denominator}, none of them zero. */
  private final Map<Powers, BigInteger> terms;

  /** Positive, and with no divisor that all numerators have. */
  private final BigInteger denominator;

  private Formula(Map<Powers, BigInteger> terms, BigInteger denominator) {
    BigInteger common = denominator;
    for (BigInteger numerator : terms.values()) {
      common = common.gcd(numerator);
    }
    this.terms = new HashMap<>();
    for (Map.Entry<Powers, BigInteger> term : terms.entrySet()) {
      if (term.getValue().signum() != 0) {
        this.terms.put(term.getKey(), term.getValue().divide(common));
      }
    }
    this.denominator = denominator.divide(common);
  }

  /** A number, 0 or more. */
  static Formula of(long number) {
    return new Formula(Map.of(Powers.NONE, BigInteger.valueOf(number)), BigInteger.ONE);
  }

  /** A size. */
  static Formula of(Size size) {
    Map<Powers, BigInteger> terms = new HashMap<>();
    size.terms().forEach((name, n) -> terms.put(new Powers(List.of(name)), BigInteger.valueOf(n)));
    return new Formula(terms, BigInteger.ONE);
  }

  /** The sum of both. */
  Formula plus(Formula other) {
    Map<Powers, BigInteger> sum = new HashMap<>();
    terms.forEach((powers, n) -> sum.put(powers, n.multiply(other.denominator)));
    other.terms.forEach((powers, n) -> sum.merge(powers, n.multiply(denominator), BigInteger::add));
    return new Formula(sum, denominator.multiply(other.denominator));
  }

  /** The product of both. */
  Formula times(Formula other) {
    Map<Powers, BigInteger> product = new HashMap<>();
    terms.forEach(
        (left, n) ->
            other.terms.forEach(
                (right, m) -> product.merge(left.times(right), n.multiply(m), BigInteger::add)));
    return new Formula(product, denominator.multiply(other.denominator));
  }

  /** This many times this. */
  Formula times(long count) {
    return times(of(count));
  }

  /** This, divided by a positive number. */
  Formula over(long divisor) {
    return new Formula(terms, denominator.multiply(BigInteger.valueOf(divisor)));
  }

  /**
   * The count for sizes that are numbers.
   *
   * @throws ArithmeticException if it is not whole, or exceeds 2⁶³−1
   */
  public long at(Sizes sizes) {
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<Powers, BigInteger> term : terms.entrySet()) {
      BigInteger product = term.getValue();
      for (String name : term.getKey().names()) {
        product = product.multiply(BigInteger.valueOf(sizes.of(Size.of(name))));
      }
      sum = sum.add(product);
    }
    BigInteger[] quotient = sum.divideAndRemainder(denominator);
    if (quotient[1].signum() != 0) {
      throw new ArithmeticException(
          "%s is not whole at %s".formatted(this, new TreeMap<>(sizes.values())));
    }
    return quotient[0].longValueExact();
  }

  /**
   * The formula with letters for sizes: higher powers first, then in the order of the alphabet.
   *
   * @param symbols what to write for a size; one that is missing keeps its name
   */
  public String text(Map<String, String> symbols) {
    Map<List<String>, BigInteger> sorted =
        new TreeMap<>(
            Comparator.comparing((List<String> letters) -> -letters.size())
                .thenComparing(letters -> String.join(" ", letters)));
    terms.forEach(
        (powers, n) ->
            sorted.put(
                powers.names().stream().map(s -> symbols.getOrDefault(s, s)).sorted().toList(), n));
    return sorted.isEmpty()
        ? "0"
        : sorted.entrySet().stream()
            .map(term -> term(term.getValue(), term.getKey()))
            .collect(Collectors.joining(" + "));
  }

  private String term(BigInteger numerator, List<String> letters) {
    List<String> factors = new ArrayList<>();
    BigInteger common = numerator.gcd(denominator);
    BigInteger above = numerator.divide(common);
    BigInteger below = denominator.divide(common);
    if (letters.isEmpty() || !above.equals(below)) {
      factors.add(above + (below.equals(BigInteger.ONE) ? "" : "/" + below));
    }
    for (int from = 0, to; from < letters.size(); from = to) {
      to = letters.lastIndexOf(letters.get(from)) + 1;
      factors.add(letters.get(from) + (to - from == 1 ? "" : POWERS.charAt(to - from)));
    }
    return String.join("·", factors);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Formula formula
        && formula.terms.equals(terms)
        && formula.denominator.equals(denominator);
  }

  @Override
  public int hashCode() {
    return terms.hashCode();
  }

  /** The formula with the names of the sizes: {@code hidden² + hidden·input}. */
  @Override
  public String toString() {
    return text(Map.of());
  }
}
