package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that a text can call, by name. */
final class Functions {
  private Functions() {}

  /** Makes the operation from its arguments. */
  @FunctionalInterface
  interface Maker {
    Expr of(List<Expr> arguments);
  }

  /**
   * A function of the language.
   *
   * @param signature how it is called, for messages
   * @param maker makes the operation; null where an argument is more than a vector, which {@link
   *     CallParser} knows
   */
  record Function(String name, String signature, int least, int most, @Nullable Maker maker) {}

  private static final Map<String, Function> ALL = new LinkedHashMap<>();

  static {
    unary("sigmoid", Sigmoid::new);
    unary("tanh", Tanh::new);
    unary("relu", Relu::new);
    unary("exp", Exp::new);
    unary("log", Log::new);
    unary("sqrt", Sqrt::new);
    unary("abs", Abs::new);
    unary("leakyrelu", LeakyRelu::new);
    unary("elu", Elu::new);
    unary("softplus", Softplus::new);
    unary("softsign", Softsign::new);
    unary("hardsigmoid", HardSigmoid::new);
    unary("softmax", Softmax::new);
    put("min", "min(a, b)", 2, 2, a -> new Min(a.get(0), a.get(1)));
    put("max", "max(a, b)", 2, 2, a -> new Max(a.get(0), a.get(1)));
    put("layernorm", "layernorm(v, w, …)", 1, Integer.MAX_VALUE, LayerNorm::new);
    put("clock", "clock(1, 2, 4, 8)", 1, Integer.MAX_VALUE, null);
    put("dropout", "dropout(v, p) or dropout(v, p, sequence)", 2, 3, null);
    put("zoneout", "zoneout(new, old, p)", 3, 3, null);
    put("dropconnect", "dropconnect(U, p) @ v", 2, 2, null);
    put("upper", "upper(U, g) @ v", 2, 2, null);
    put("below", "name(x, e = below(c); h, c) in the header", 1, 1, null);
  }

  private static void unary(String name, java.util.function.Function<Expr, Expr> maker) {
    put(name, name + "(v)", 1, 1, a -> maker.apply(a.get(0)));
  }

  private static void put(
      String name, String signature, int least, int most, @Nullable Maker maker) {
    ALL.put(name, new Function(name, signature, least, most, maker));
  }

  static @Nullable Function named(String name) {
    return ALL.get(name);
  }

  static Collection<String> names() {
    return new ArrayList<>(ALL.keySet());
  }

  /** The name of the function that makes {@code e}, or null if {@code e} is no function call. */
  static @Nullable String nameOf(Expr e) {
    return switch (e) {
      case Sigmoid _ -> "sigmoid";
      case Tanh _ -> "tanh";
      case Relu _ -> "relu";
      case LeakyRelu _ -> "leakyrelu";
      case Elu _ -> "elu";
      case Softplus _ -> "softplus";
      case Softsign _ -> "softsign";
      case HardSigmoid _ -> "hardsigmoid";
      case Exp _ -> "exp";
      case Log _ -> "log";
      case Sqrt _ -> "sqrt";
      case Abs _ -> "abs";
      case Softmax _ -> "softmax";
      case Min _ -> "min";
      case Max _ -> "max";
      case LayerNorm _ -> "layernorm";
      case Dropout _ -> "dropout";
      case Zoneout _ -> "zoneout";
      case DropConnect _ -> "dropconnect";
      case Upper _ -> "upper";
      case Clock _ -> "clock";
      case Ticks _ -> "clock";
      case Draw _ -> "draw";
      case Fma _ -> "fma";
      case Select _ -> "select";
      case Total _ -> "total";
      case Largest _ -> "largest";
      case Slice _ -> "slice";
      case Constant _, Name _, Next _, Parameter _, Count _, Columns _ -> null;
      case Negate _, Add _, Subtract _, Multiply _, Divide _ -> null;
      case Product _, Concat _, TransposedProduct _ -> null;
    };
  }
}
