/** Symbols on the color of a number each. */
import { html, nothing } from 'lit';
import { View } from './view.js';
import { fill, ink } from './colors.js';
import { fixed, visible } from './format.js';

export class ColoredText extends View {
  static properties = {
    symbols: { attribute: false },
    values: { attribute: false },
    from: { type: Number },
    at: { type: Number },
    greatest: { type: Number },
    label: { type: String },
    what: { type: String },
  };

  constructor() {
    super();
    /** @type {string[]} */ this.symbols = [];
    /** @type {ArrayLike<number>} */ this.values = [];
    this.from = 0;
    this.at = -1;
    this.greatest = 1;
    this.label = '';
    this.what = '';
  }

  render() {
    const scale = 1 / (this.greatest || 1);
    return html`<div class="colored" role="group" tabindex="0" aria-label=${this.label} @click=${this.click}
      >${this.symbols.map((symbol, i) => {
        const value = this.values[i];
        const shade = (value ?? 0) * scale;
        const step = this.from + i;
        const seen = symbol === '\n' ? html`⏎<br />` : symbol;
        return html`<span
          data-step=${step}
          class=${step === this.at ? 'here' : ''}
          title="${visible(symbol)}  ${this.what} ${fixed(value, 3)}"
          style="background:${fill(shade)};color:${ink(shade)}"
          >${seen}</span
        >`;
      })}${this.symbols.length ? nothing : html`<i>No text here.</i>`}</div>`;
  }

  click(event) {
    const step = event.target.closest('[data-step]')?.dataset.step;
    if (step !== undefined) this.dispatchEvent(new CustomEvent('step', { detail: Number(step) }));
  }
}

customElements.define('colored-text', ColoredText);
