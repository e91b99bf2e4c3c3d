package dev.sluice.cli.train;

import dev.sluice.cli.console.Failure;
import dev.sluice.model.Initialization;
import dev.sluice.model.Initializer;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How parameters begin, as {@code --init KIND=HOW} says it. */
final class Beginning {
  private static final Pattern RANDOM =
      Pattern.compile("(uniform|normal)\\(\\s*([^,\\s]+)\\s*,\\s*([^,\\s]+)\\s*\\)");

  private Beginning() {}

  /** The standard, changed by what the user says. */
  static Initialization of(Map<String, String> said, Initialization standard) {
    Initialization result = standard;
    if (said.containsKey("all")) {
      Initializer how = initializer(said.get("all"));
      result = new Initialization(how, how, how, how, how);
    }
    for (Map.Entry<String, String> one : new TreeMap<>(said).entrySet()) {
      Initializer how = initializer(one.getValue());
      result =
          switch (one.getKey()) {
            case "all" -> result;
            case "input" -> result.withInput(how);
            case "recurrent" -> result.withRecurrent(how);
            case "bias" -> result.withBias(how);
            case "peephole" -> result.withPeephole(how);
            case "embedding" -> result.withEmbedding(how);
            default ->
                throw Failure.wrong(
                    "--init begins with input, recurrent, bias, peephole, embedding or all, as in"
                        + " recurrent=orthogonal; '%s' is none of them.",
                    one.getKey());
          };
    }
    return result;
  }

  private static Initializer initializer(String how) {
    Matcher matcher = RANDOM.matcher(how);
    if (matcher.matches()) {
      try {
        double a = Double.parseDouble(matcher.group(2));
        double b = Double.parseDouble(matcher.group(3));
        if (Double.isFinite(a) && Double.isFinite(b)) {
          return matcher.group(1).equals("uniform")
              ? new Initializer.Uniform(a, b)
              : new Initializer.Normal(a, b);
        }
      } catch (NumberFormatException _) {
        // answered below
      }
    }
    return switch (how) {
      case "glorot" -> new Initializer.Glorot();
      case "orthogonal" -> new Initializer.Orthogonal();
      case "identity" -> new Initializer.Identity();
      case "zeros" -> new Initializer.Constant(0);
      case "ones" -> new Initializer.Constant(1);
      default ->
          throw Failure.wrong(
              "--init ends with glorot, orthogonal, identity, zeros, ones, uniform(a,b) or"
                  + " normal(mean,sd), as in all=uniform(-0.08,0.08); '%s' is none of them.",
              how);
    };
  }
}
