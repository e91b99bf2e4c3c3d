/** Generate: what the model would write, what may come next, and which symbols made it so. */
import { html, nothing } from 'lit';
import { View, busyBar, errorBox, needsModel, numberField, slider } from './view.js';
import { api, debounced, newest } from './api.js';
import { store } from './store.js';
import { legend } from './colors.js';
import { fixed, visible } from './format.js';
import { nextBars } from './stepper.js';
import './colored-text.js';

const MOST_ATTRIBUTED = 300;

class ViewGenerate extends View {
  static properties = {
    text: { state: true },
    temperature: { state: true },
    length: { state: true },
    seed: { state: true },
    written: { state: true },
    next: { state: true },
    symbol: { state: true },
    why: { state: true },
    error: { state: true },
    whyError: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    const example = store.model?.example ?? '';
    this.text = example.slice(0, Math.min(example.length, 120));
    this.temperature = 0.8;
    this.length = 200;
    this.seed = 1;
    this.written = null;
    this.next = [];
    this.symbol = '';
    this.why = null;
    this.error = '';
    this.whyError = '';
    this.busy = false;
    this.ask = newest((signal, body) => api.generate(body, signal));
    this.asked = newest((signal, body) => api.attribution(body, signal));
    this.soon = debounced(() => this.write(), 250);
  }

  connectedCallback() {
    super.connectedCallback();
    if (store.readsText && this.text) this.write();
  }

  async write() {
    this.busy = true;
    const { text, temperature, length, seed } = this;
    try {
      const answer = await this.ask({ text, temperature, length, seed });
      if (!answer) return;
      if (!this.text) return;
      this.error = '';
      this.written = { given: text, text: answer.text };
      this.next = answer.next;
      this.explain(this.next[0]?.symbol ?? '');
    } catch (error) {
      this.error = error.message;
    }
    this.busy = false;
  }

  /** Nothing was asked, so there is nothing to show and nothing wrong. */
  clear() {
    this.soon.cancel();
    [this.written, this.next, this.why] = [null, [], null];
    [this.error, this.whyError] = ['', ''];
  }

  async explain(symbol) {
    this.symbol = symbol;
    this.whyError = '';
    if (!symbol) return;
    try {
      const text = this.text.slice(-MOST_ATTRIBUTED);
      const answer = await this.asked({ text, symbol });
      if (answer) [this.why, this.whyError] = [answer, ''];
    } catch (error) {
      this.whyError = error.message;
    }
  }

  change(values) {
    Object.assign(this, values);
    if (this.text) this.soon();
    else this.clear();
  }

  render() {
    if (!store.readsText) return needsModel('Generating');
    return html`<div class="generate-view">
      <section class="panel controls" aria-label="What to begin with">
        <label class="field grow">
          <span>Text to begin with</span>
          <textarea class="text" rows="5" .value=${this.text} @input=${(event) => this.change({ text: event.target.value })}></textarea>
        </label>
        ${slider({
          label: 'Temperature', value: this.temperature, min: 0.05, max: 2, step: 0.05, shown: fixed(this.temperature),
          hint: 'Low: always the likeliest; high: anything goes',
          change: (temperature) => this.change({ temperature }),
        })}
        <div class="row">
          ${numberField({ label: 'Symbols', value: this.length, min: 1, max: 2000, change: (length) => this.change({ length }) })}
          ${numberField({ label: 'Seed', value: this.seed, min: 0, max: 1e9, change: (seed) => this.change({ seed }) })}
        </div>
        <button class="primary" ?disabled=${!this.text || this.busy} @click=${() => this.change({ seed: this.seed + 1 })}>
          Write something else
        </button>
        ${errorBox(this.error)}
      </section>
      <section class="panel" aria-label="What the model writes" aria-busy=${this.busy}>
        <h2>What it writes</h2>
        ${this.written
          ? html`<pre class="written" aria-live="polite"><span class="given">${this.written.given}</span>${this.written.text}</pre>`
          : busyBar(this.busy, 'Writing …')}
      </section>
      <section class="panel" aria-label="What may come next">
        <h2>What may come next</h2>
        ${nextBars(this.next, visible, this.symbol, (symbol) => this.explain(symbol))}
        <p class="note">Choose one to see which symbols before speak for it.</p>
      </section>
      ${this.attribution()}
    </div>`;
  }

  attribution() {
    const why = this.why;
    if (!why && !this.whyError) return nothing;
    const rows = why
      ? [
          ['Gradient × input', why.gradient, 'How the score changes with each symbol, to first order'],
          ['Occlusion', why.occlusion, 'How much the score falls when a symbol is taken out'],
        ]
      : [];
    return html`<section class="panel why" aria-label="Why">
      <div class="row between">
        <h2>Why “${visible(this.symbol)}”${why ? html` <small class="note">logit ${fixed(why.logit)}</small>` : nothing}</h2>
        <div class="scale" role="img" aria-label="Orange speaks against, blue for it">
          <span>against</span>
          <span class="ramp" style="background:linear-gradient(90deg,${legend().join(',')})"></span>
          <span>for it</span>
        </div>
      </div>
      ${errorBox(this.whyError)}
      ${this.text.length > MOST_ATTRIBUTED
        ? html`<p class="note">Of the last ${MOST_ATTRIBUTED} characters, the most that are asked about.</p>`
        : nothing}
      ${rows.map(([name, values, what]) => {
        const most = Math.max(...values.map((v) => Math.abs(v)), 1e-9);
        return html`<h3>${name} <small class="note">${what}; full color at ${fixed(most, 3)}</small></h3>
          <colored-text
            .symbols=${why.symbols}
            .values=${values}
            .greatest=${most}
            .what=${name}
            .label="${name} for ${visible(this.symbol)}"
          ></colored-text>`;
      })}
    </section>`;
  }
}

customElements.define('view-generate', ViewGenerate);
