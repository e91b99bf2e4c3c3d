/** The symbols around a step; a click goes there. */
import { html, nothing } from 'lit';
import { View } from './view.js';
import { store } from './store.js';
import { visible } from './format.js';

const AROUND = 90;

class TextStrip extends View {
  static properties = { run: { attribute: false }, at: { type: Number } };

  render() {
    const { run, at } = this;
    if (!run) return nothing;
    const from = Math.max(0, Math.min(at - AROUND / 2, run.steps - AROUND));
    const to = Math.min(run.steps, Math.max(0, from) + AROUND);
    if (run.symbols.length < to) store.symbolsUpTo(to).then(() => this.requestUpdate());
    const symbols = run.symbols.slice(Math.round(from), to);
    return html`<div class="strip" role="group" aria-label="The text; step ${at + 1} is “${visible(run.symbols[at] ?? '')}”">
      ${symbols.map((symbol, i) => {
        const step = Math.round(from) + i;
        return html`<button
          tabindex="-1"
          class=${step === at ? 'here' : step > at ? 'later' : ''}
          aria-label="Step ${step + 1}"
          @click=${() => store.go({ step })}
        >${visible(symbol)}</button>`;
      })}
    </div>`;
  }
}

customElements.define('text-strip', TextStrip);
