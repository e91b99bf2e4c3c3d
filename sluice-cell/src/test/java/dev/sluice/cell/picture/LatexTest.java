package dev.sluice.cell.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cell.Cell;
import org.junit.jupiter.api.Test;

class LatexTest {

  @Test
  void lstm() {
    assertThat(Latex.of(Cell.named("lstm")))
        .isEqualTo(
            """
            \\begin{aligned}
            i_t &= \\sigma(W_{i} x_t + U_{i} h_{t-1} + b_{i}) \\\\
            f_t &= \\sigma(W_{f} x_t + U_{f} h_{t-1} + b_{f}) \\\\
            g_t &= \\tanh(W_{g} x_t + U_{g} h_{t-1} + b_{g}) \\\\
            o_t &= \\sigma(W_{o} x_t + U_{o} h_{t-1} + b_{o}) \\\\
            c_t &= f_t \\odot c_{t-1} + i_t \\odot g_t \\\\
            h_t &= o_t \\odot \\tanh(c_t)
            \\end{aligned}
            """);
  }

  @Test
  void dropoutOfASequence() {
    assertThat(Latex.of(Cell.named("elman").withRecurrentDropout(0.25)))
        .contains("_t &= \\operatorname{dropout}_{0.25, \\mathrm{sequence}}(h_{t-1}) \\\\\n");
    assertThat(Latex.of(Cell.parse("my(x; h)\n  h' = W_h @ dropout(x, 0.5)")))
        .contains("W_{h} \\operatorname{dropout}_{0.5}(x_t)\n");
  }

  @Test
  void everyKindOfOperation() {
    Cell cell =
        Cell.parse(
            """
            my(x; h, s[q])
              k    = 2 * 3
              gate = k * 0.5 * (Wf_gate @ [h, x]) - (b2_gate - -b_gate) * h
              s'   = (s - s) / (sqrt(s) + 1e-30) * -abs(s) + W_s @ x
              h'   = max(0, gate) / h / (h + 1.5e20) - (V_h @ (h * h) + relu(h))
              out [h', s', gate]
            """);
    assertThat(Latex.of(cell))
        .isEqualTo(
            """
            \\begin{aligned}
            k &= 2 \\cdot 3 \\\\
            \\mathit{gate}_t &= k \\cdot 0.5 \\cdot (W^{(f)}_{\\mathit{gate}} \\left[h_{t-1}; x_t\\right]) - (b^{(2)}_{\\mathit{gate}} - (-b_{\\mathit{gate}})) \\odot h_{t-1} \\\\
            s_t &= \\frac{s_{t-1} - s_{t-1}}{\\sqrt{s_{t-1}} + 10^{-30}} \\odot (-\\left|s_{t-1}\\right|) + W_{s} x_t \\\\
            h_t &= \\frac{\\frac{\\max(0, \\mathit{gate}_t)}{h_{t-1}}}{h_{t-1} + 1.5 \\cdot 10^{20}} - (V_{h} (h_{t-1} \\odot h_{t-1}) + \\operatorname{relu}(h_{t-1})) \\\\
            \\mathrm{out}_t &= \\left[h_t; s_t; \\mathit{gate}_t\\right]
            \\end{aligned}
            """);
  }
}
