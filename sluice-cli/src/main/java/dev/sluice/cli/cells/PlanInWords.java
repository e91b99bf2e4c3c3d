package dev.sluice.cli.cells;

import dev.sluice.cell.Expr;
import dev.sluice.cell.Steps;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What of a cell is done for all steps at once, and what is left in its loop over time. */
final class PlanInWords {
  private final UnaryOperator<String> quote;

  private PlanInWords(UnaryOperator<String> quote) {
    this.quote = quote;
  }

  /**
   * The way forward in one or two sentences.
   *
   * @param quote how the name of a parameter or state is marked
   */
  static String of(Steps steps, UnaryOperator<String> quote) {
    PlanInWords words = new PlanInWords(quote);
    List<String> loops =
        steps.forward().stream().filter(Steps.Block::loop).map(words::loop).toList();
    List<String> outside =
        steps.forward().stream()
            .filter(block -> !block.loop())
            .flatMap(block -> products(block).stream())
            .flatMap(product -> matrices(product).stream())
            .distinct()
            .toList();
    String inside =
        loops.isEmpty()
            ? "No step needs another."
            : "In the loop over time: %s.".formatted(String.join("; then ", loops));
    return outside.isEmpty()
        ? inside
        : inside + " For all steps at once: products with %s.".formatted(words.list(outside));
  }

  private String loop(Steps.Block block) {
    String states = list(block.states());
    if (block.scan()) {
      return "a scan over %s, without a product".formatted(states);
    }
    List<Steps.Products> products = products(block);
    String carrying = "carrying %s, ".formatted(states);
    return switch (products.size()) {
      case 0 -> carrying + "no product";
      case 1 -> carrying + "one product with " + list(matrices(products.getFirst()));
      default ->
          carrying
              + products.size()
              + " products: with "
              + products.stream()
                  .map(product -> list(matrices(product)))
                  .collect(Collectors.joining("; with "));
    };
  }

  private static List<Steps.Products> products(Steps.Block block) {
    return block.stages().stream()
        .filter(Steps.Products.class::isInstance)
        .map(Steps.Products.class::cast)
        .toList();
  }

  private static List<String> matrices(Steps.Products products) {
    List<String> names = new ArrayList<>();
    for (Steps.Chain chain : products.chains()) {
      for (Expr part : chain.parts()) {
        for (Expr e : Expr.postorder(part)) {
          if (e instanceof Expr.Parameter parameter && parameter.isMatrix()) {
            names.add(parameter.name());
          }
        }
      }
    }
    return names.stream().distinct().toList();
  }

  private String list(List<String> names) {
    return names.stream().map(quote).collect(Collectors.joining(", "));
  }
}
