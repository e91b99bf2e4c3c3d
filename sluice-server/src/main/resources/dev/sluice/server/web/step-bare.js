/**
 * Through a few small inputs with a cell alone, its weights drawn from a seed; of a model that reads
 * no text, with its own layers and the weights they have learned.
 */
import { html, nothing } from 'lit';
import { View, busyBar, choice, errorBox, numberField } from './view.js';
import { api, debounced, newest } from './api.js';
import { cellOptions, textOf, titleOf } from './own-cells.js';
import { store } from './store.js';
import { named, stepButtons, stepFrom, storyList, valueTable } from './stepper.js';
import './cell-picture.js';

const FIRST_INPUTS = '1 0 0\n0 0 0\n0 1 0\n0 0 0\n0 0 1\n0 0 0\n0 0 0\n1 1 1';

/** A key of a layer of the model, among those of cells. */
const LAYER = /^layer:(.+)$/;

/** A one in each column in turn, then nothing, then all. */
function someInputs(width) {
  const row = (one) => Array.from({ length: width }, (_, i) => (one(i) ? 1 : 0)).join(' ');
  const ones = Array.from({ length: Math.min(width, 4) }, (_, at) => row((i) => i === at));
  return [...ones, row(() => false), row(() => true)].join('\n');
}

class StepBare extends View {
  static properties = {
    name: { state: true },
    inputs: { state: true },
    hidden: { state: true },
    seed: { state: true },
    step: { state: true },
    unit: { state: true },
    answer: { state: true },
    svg: { state: true },
    error: { state: true },
  };

  constructor() {
    super();
    this.inputs = FIRST_INPUTS;
    this.name = this.layers[0]?.[0] ?? 'lstm';
    if (this.own) this.inputs = someInputs(this.own.input);
    this.hidden = 4;
    this.seed = 1;
    this.step = 0;
    this.unit = 0;
    this.turn = 0;
    this.answer = null;
    this.svg = '';
    this.error = '';
    this.ask = newest(async (signal, body) => {
      const { text, input, layer } = body;
      if (layer) {
        const cell = await api.cell({ text: layer.text, with: [], input: 3, hidden: 4 }, signal);
        const unit = Math.min(body.unit, layer.size - 1);
        const run = await api.layerStep({ layer: layer.name, inputs: body.inputs, unit }, signal);
        return { cell, hidden: layer.size, unit, run };
      }
      const cell = await api.cell({ text, with: [], input, hidden: body.hidden }, signal);
      if (cell.error) throw new Error(cell.error.message);
      // A cell may want as many inputs as it has units.
      const hidden = 'input' in cell.sizes ? body.hidden : input;
      const unit = Math.min(body.unit, hidden - 1);
      return { cell, hidden, unit, run: await api.step({ ...body, hidden, unit }, signal) };
    });
    this.soon = debounced(() => this.load(), 150);
    this.keys = (event) => {
      if (event.target.closest?.('[role=tablist]')) return;
      const to = stepFrom(event, this.step, this.last);
      if (to === null) return;
      event.preventDefault();
      this.step = to;
    };
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('keydown', this.keys);
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('keydown', this.keys);
  }

  get last() {
    return Math.max(0, (this.answer?.steps.length ?? 1) - 1);
  }

  /** Those of a model that is open and reads no text: text is stepped through elsewhere. */
  get layers() {
    if (!store.model || store.readsText) return [];
    return store.model.recurrent.map((one) => [`layer:${one.name}`, `${store.model.file}: ${one.name} (${one.cell})`]);
  }

  /** @returns the layer of the model that is chosen, if one is */
  get own() {
    const name = LAYER.exec(this.name)?.[1];
    return name && store.model?.recurrent.find((one) => one.name === name);
  }

  /** A layer reads rows of its own width; a cell takes any. */
  choose(name) {
    const before = this.own;
    this.name = name;
    if (this.own && this.own.input !== before?.input) this.change({ inputs: someInputs(this.own.input), unit: 0 });
    else if (before && !this.own) this.change({ inputs: FIRST_INPUTS, hidden: 4, unit: 0 });
    else this.change({});
  }

  async load() {
    const turn = ++this.turn;
    const rows = this.inputs
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => line.split(/[\s,;]+/).map(Number));
    const width = rows[0]?.length ?? 0;
    const bad = rows.findIndex((row) => row.length !== width || row.some((x) => !Number.isFinite(x)));
    if (!width || bad >= 0) {
      this.error = width
        ? `Line ${bad + 1} of the inputs is not ${width} numbers. Every step has a line with as many numbers as the first.`
        : 'There are no inputs. Write one line of numbers for each step.';
      return;
    }
    if (this.own && width !== this.own.input) {
      this.error = `A line of the inputs has ${width} numbers; ${this.own.name} reads ${this.own.input}.`;
      return;
    }
    const body = { layer: this.own, text: textOf(this.name), input: width, hidden: this.hidden, inputs: rows, seed: this.seed, unit: this.unit };
    try {
      const answer = await this.ask(body);
      if (!answer || turn !== this.turn) return;
      this.square = !this.own && !('input' in answer.cell.sizes);
      const { cell, run } = answer;
      this.hidden = answer.hidden;
      if (answer.unit !== body.unit) this.unit = answer.unit;
      this.svg = cell.svg;
      this.answer = { ...run, unit: answer.unit };
      this.error = '';
      this.step = Math.min(this.step, run.steps.length - 1);
    } catch (error) {
      if (turn === this.turn) this.error = error.message;
    }
  }

  change(values) {
    Object.assign(this, values);
    this.soon();
  }

  render() {
    return html`<div class="panel">
        <div class="row">
          ${choice({
            label: 'Cell',
            value: this.name,
            options: [...this.layers, ...cellOptions()],
            change: (name) => this.choose(name),
          })}
          ${this.own
            ? nothing
            : html`${numberField({ label: 'Hidden', value: this.hidden, min: 1, max: 64, change: (hidden) => this.change({ hidden }) })}
              ${numberField({ label: 'Seed of the weights', value: this.seed, min: 0, max: 1e9, change: (seed) => this.change({ seed }) })}`}
          ${numberField({ label: `Unit, 0 to ${this.hidden - 1}`, value: this.unit, min: 0, max: this.hidden - 1, change: (unit) => this.change({ unit }) })}
          <label class="field grow">
            <span>Inputs, a line for each step</span>
            <textarea
              class="code"
              rows="4"
              spellcheck="false"
              .value=${this.inputs}
              @input=${(event) => this.change({ inputs: event.target.value })}
            ></textarea>
          </label>
        </div>
        ${this.answer ? stepButtons({ step: this.step, last: this.last, go: (step) => (this.step = step) }) : nothing}
        ${this.own ? html`<p class="note">These are the weights that ${this.own.name} has learned; what enters are the numbers above.</p>` : nothing}
        ${this.square
          ? html`<p class="note">The input of this cell has the hidden size, so Hidden is as wide as the inputs.</p>`
          : nothing}
        ${errorBox(this.error)}
      </div>
      ${this.answer ? this.show() : busyBar(!this.error, 'Computing …')}`;
  }

  show() {
    const all = this.answer.steps[this.step];
    const { unit } = this.answer;
    const of = (vectors) => pick(vectors, unit);
    const one = { before: of(all.before), values: of(all.values), after: of(all.after) };
    const x = Object.values(all.inputs)[0] ?? [];
    return html`<div class="step-view">
      <section class="panel draw">
        <h2>Unit ${unit}, x = [${x.join(', ')}]</h2>
        <cell-picture .svg=${this.svg} .name=${this.own?.cell ?? titleOf(this.name)} .values=${named(one)}></cell-picture>
        ${valueTable(one)}
      </section>
      <section class="panel tell">
        <h2>What happens</h2>
        ${storyList(all.story)}
      </section>
    </div>`;
  }
}

/** One unit of each vector; a number for all units stands for each of them. */
function pick(vectors, unit) {
  const picked = {};
  for (const [name, vector] of Object.entries(vectors)) {
    const value = Array.isArray(vector) ? (vector.length === 1 ? vector[0] : vector[unit]) : vector;
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

customElements.define('step-bare', StepBare);
