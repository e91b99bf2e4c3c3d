package dev.sluice.cell;

import dev.sluice.cell.Expr.*;
import java.util.List;

/** Rebuilds an operation on other operands. */
final class Operations {
  private Operations() {}

  static Expr with(Expr e, List<Expr> o) {
    return switch (e) {
      case Leaf leaf -> leaf;
      case Product _ -> new Product(o.get(0), o.get(1));
      case Concat _ -> new Concat(o);
      case Upper u -> new Upper((Parameter) o.get(0), u.groups());
      case Dropout d -> new Dropout(o.get(0), d.p(), d.sequence(), d.occurrence());
      case Zoneout z -> new Zoneout(o.get(0), o.get(1), z.p(), z.occurrence());
      case DropConnect d -> new DropConnect(o.get(0), d.p(), d.occurrence());
      case Negate _ -> new Negate(o.get(0));
      case Add _ -> new Add(o.get(0), o.get(1));
      case Subtract _ -> new Subtract(o.get(0), o.get(1));
      case Multiply _ -> new Multiply(o.get(0), o.get(1));
      case Divide _ -> new Divide(o.get(0), o.get(1));
      case Min _ -> new Min(o.get(0), o.get(1));
      case Max _ -> new Max(o.get(0), o.get(1));
      case Sigmoid _ -> new Sigmoid(o.get(0));
      case Tanh _ -> new Tanh(o.get(0));
      case Relu _ -> new Relu(o.get(0));
      case LeakyRelu _ -> new LeakyRelu(o.get(0));
      case Elu _ -> new Elu(o.get(0));
      case Softplus _ -> new Softplus(o.get(0));
      case Softsign _ -> new Softsign(o.get(0));
      case HardSigmoid _ -> new HardSigmoid(o.get(0));
      case Exp _ -> new Exp(o.get(0));
      case Log _ -> new Log(o.get(0));
      case Sqrt _ -> new Sqrt(o.get(0));
      case Abs _ -> new Abs(o.get(0));
      case LayerNorm _ -> new LayerNorm(o);
      case Softmax _ -> new Softmax(o.get(0));
      case Fma _ -> new Fma(o.get(0), o.get(1), o.get(2));
      case Select _ -> new Select(o.get(0), o.get(1), o.get(2), o.get(3));
      case Total _ -> new Total(o.get(0));
      case Largest _ -> new Largest(o.get(0));
      case TransposedProduct _ -> new TransposedProduct(o.get(0), o.get(1));
      case Slice s -> new Slice(o.get(0), s.from(), s.size());
    };
  }
}
