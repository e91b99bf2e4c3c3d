/**
 * Gradient flow: how much of a gradient is left so many steps back, for the model at its text and
 * for several cells that have learned nothing yet.
 */
import { html, nothing } from 'lit';
import { View, busyBar, choice, errorBox, numberField, slider } from './view.js';
import { api, debounced, newest } from './api.js';
import { cellOptions, textOf, titleOf } from './own-cells.js';
import { store } from './store.js';
import { lineStyle } from './colors.js';
import { fixed } from './format.js';
import { jacobianChart, lossChart, verdicts } from './flow-result.js';
import './read-text.js';

const FIRST = ['elman', 'gru', 'lstm'];
const MOST_LINES = 6;
/** Among the names of cells it stands for the model that is open. */
const MODEL = 'model';
/** The slider's places for clipping; the first is off. */
const CLIPS = [0, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.01];

class ViewFlow extends View {
  static properties = {
    names: { state: true },
    bias: { state: true },
    weight: { state: true },
    clip: { state: true },
    lag: { state: true },
    hidden: { state: true },
    seed: { state: true },
    paths: { state: true },
    mean: { state: true },
    answer: { state: true },
    error: { state: true },
    busy: { state: true },
    layer: { state: true },
    found: { state: true },
    looking: { state: true },
    modelError: { state: true },
  };

  constructor() {
    super();
    const known = FIRST.filter((name) => store.cells.some((cell) => cell.name === name));
    const cells = known.length ? known : store.cells.slice(0, 2).map((cell) => cell.name);
    this.names = store.readsText ? [MODEL, ...cells] : cells;
    this.layer = store.place.layer;
    this.reset();
    this.lag = 100;
    this.hidden = 32;
    this.seed = 1;
    this.paths = false;
    this.mean = false;
    this.answer = null;
    this.error = '';
    this.busy = false;
    /** What was found in the model; null until then. */
    this.found = null;
    this.looking = false;
    this.modelError = '';
    this.ask = newest((signal, body) => api.flow(body, signal));
    this.look = newest((signal, body) => api.modelFlow(body, signal));
    this.soon = debounced(() => this.load(), 150);
  }

  reset() {
    /** @type {number | null} */ this.bias = null; // each cell as it begins
    this.weight = 1;
    this.clip = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  async load() {
    this.busy = true;
    const names = this.names.filter((name) => name !== MODEL);
    const cells = names.map((name) => ({
      text: textOf(name),
      forgetBias: this.bias,
      scale: this.weight,
    }));
    const rest = { input: 8, hidden: this.hidden, lag: this.lag, clip: CLIPS[this.clip], seed: this.seed };
    try {
      // The first line alone, where there is none yet: it is there sooner.
      const known = this.answer ? [] : (await this.ask({ ...rest, cells: cells.slice(0, 1) }))?.cells;
      if (!known) return;
      if (known.length) this.answer = { names: names.slice(0, 1), cells: known };
      const left = cells.slice(known.length);
      const answer = left.length ? await this.ask({ ...rest, cells: left }) : { cells: [] };
      if (!answer) return;
      this.answer = { names, cells: [...known, ...answer.cells] };
      this.error = '';
    } catch (error) {
      this.error = error.message;
    }
    this.busy = false;
    this.followModel();
  }

  storeChanged() {
    if (this.answer) this.followModel();
  }

  /** After the cells, which come sooner: a first look at the model, then all of it. */
  async followModel() {
    const text = store.run?.text;
    const asked = { text, layer: this.layer, lag: this.lag };
    const key = this.names.includes(MODEL) && text !== undefined ? JSON.stringify(asked) : '';
    if (key === this.asked) return;
    this.asked = key;
    this.modelError = '';
    this.looking = key !== '';
    if (!key) return;
    try {
      for (const quick of [true, false]) {
        const found = await this.look({ ...asked, quick });
        if (!found || key !== this.asked) return;
        this.found = found;
        if (found.directions === found.all) break;
      }
    } catch (error) {
      this.modelError = error.message;
      this.found = null;
    }
    this.looking = false;
  }

  /** All that is known by now, in the order of the names. */
  get flows() {
    return this.names.flatMap((name, color) => {
      if (name === MODEL) return this.found ? [this.ofModel(this.found, color)] : [];
      const flow = this.answer.cells[this.answer.names.indexOf(name)];
      return flow ? [{ ...flow, title: flow.name, color }] : [];
    });
  }

  ofModel(found, color) {
    const few = found.directions < found.all;
    const most = `Followed in ${found.directions} of ${found.all} directions: a lower bound of the strongest.`;
    const note = `Its own weights, at its text; the cells begin with random weights and read noise.${few ? ` ${most}` : ''}`;
    return { ...found, title: `${store.model.file} ${found.layer} (${found.name})`, color, note };
  }

  change(values) {
    Object.assign(this, values);
    this.soon();
  }

  render() {
    return html`${this.material()}
    <div class="flow-view">
      <section class="panel controls" aria-label="What to compare">
        ${this.cells()} ${this.layers()}
        ${slider({
          label: 'Forget bias', value: this.bias ?? 1, min: -2, max: 8, step: 0.25,
          shown: this.bias === null ? 'as each cell begins' : fixed(this.bias),
          hint:
            this.bias === null
              ? 'Move it to give all forget gates the same bias'
              : `A forget gate starts near σ(${fixed(this.bias, 2)}) = ${fixed(1 / (1 + Math.exp(-this.bias)), 3)}`,
          change: (bias) => this.change({ bias }),
        })}
        ${slider({
          label: 'Weight scale', value: this.weight, min: 0.1, max: 3, step: 0.05, shown: `× ${fixed(this.weight)}`,
          hint: 'All recurrent weights times this',
          change: (weight) => this.change({ weight }),
        })}
        ${slider({
          label: 'Clipping, norm at most', value: this.clip, min: 0, max: CLIPS.length - 1, step: 1,
          shown: CLIPS[this.clip] ? String(CLIPS[this.clip]) : 'off',
          hint: 'Cuts what explodes; what vanished stays gone',
          change: (clip) => this.change({ clip }),
        })}
        <div class="row">
          ${numberField({ label: 'Lag', value: this.lag, min: 10, max: 300, change: (lag) => this.change({ lag }) })}
          ${numberField({ label: 'Hidden', value: this.hidden, min: 1, max: 64, change: (hidden) => this.change({ hidden }) })}
          ${numberField({ label: 'Seed', value: this.seed, min: 0, max: 1e9, change: (seed) => this.change({ seed }) })}
        </div>
        <button @click=${() => { this.reset(); this.soon(); }}>Back to the start values</button>
      </section>
      <section class="panel" aria-label="Result" aria-busy=${this.busy}>
        ${errorBox(this.error)} ${this.answer ? this.result() : busyBar(this.busy, 'Multiplying Jacobians …')}
      </section>
    </div>`;
  }

  called(name) {
    return name === MODEL ? store.model.file : titleOf(name);
  }

  /** What the model reads; of another kind of model, that it is not shown. */
  material() {
    if (store.readsText) return this.names.includes(MODEL) ? html`<read-text folded></read-text>` : nothing;
    if (!store.model) return nothing;
    return html`<p class="note">
      ${store.model.file} reads no text (${store.model.what}), so its own gradients are not shown here:
      the cells below begin with random weights.
    </p>`;
  }

  /** Of a model of several recurrent layers. */
  layers() {
    const layers = store.model?.recurrent ?? [];
    if (!this.names.includes(MODEL) || layers.length < 2) return nothing;
    return choice({
      label: 'Layer of the model',
      value: this.layer,
      options: layers.map((one) => [one.name, `${one.name} (${one.cell} ${one.size})`]),
      change: (layer) => this.change({ layer }),
    });
  }

  cells() {
    const model = store.readsText ? [[MODEL, this.called(MODEL)]] : [];
    const left = [...model, ...cellOptions()].filter(([name]) => !this.names.includes(name));
    return html`<div class="row chips" role="group" aria-label="What is compared">
      ${this.names.map(
        (name, i) => html`<span class="chip on">
          <i style="background:${lineStyle(i).color}"></i>${this.called(name)}
          <button
            class="bare"
            aria-label="Take out ${this.called(name)}"
            ?disabled=${name !== MODEL && this.names.filter((one) => one !== MODEL).length === 1}
            @click=${() => this.change({ names: this.names.filter((one) => one !== name) })}
          >×</button>
        </span>`,
      )}
      ${this.names.length < MOST_LINES
        ? html`<select
            aria-label="Add a cell"
            @change=${(event) => {
              this.change({ names: [...this.names, event.target.value] });
              event.target.value = '';
            }}
          >
            <option value="">+ add a cell</option>
            ${left.map(([name, title]) => html`<option value=${name}>${title}</option>`)}
          </select>`
        : nothing}
    </div>`;
  }

  result() {
    const { flows } = this;
    return html`<div class="row between">
        <h2>What a step still says about one long before</h2>
        <div class="row">
          <label class="tick-box">
            <input type="checkbox" .checked=${this.paths} @change=${(e) => (this.paths = e.target.checked)} />
            each path
          </label>
          <label class="tick-box">
            <input type="checkbox" .checked=${this.mean} @change=${(e) => (this.mean = e.target.checked)} />
            mean direction instead of the strongest
          </label>
        </div>
      </div>
      ${jacobianChart(flows, this.mean, this.paths)} ${verdicts(flows, this.paths)}
      ${busyBar(this.looking, `Following gradients through ${store.model?.file} …`)} ${errorBox(this.modelError)}
      ${lossChart(flows)}`;
  }
}

customElements.define('view-flow', ViewFlow);
