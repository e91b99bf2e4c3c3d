/** Through a few small inputs with a cell alone, its weights drawn from a seed. */
import { html, nothing } from 'lit';
import { View, busyBar, choice, errorBox, numberField } from './view.js';
import { api, debounced, newest } from './api.js';
import { cellOptions, textOf, titleOf } from './own-cells.js';
import { store } from './store.js';
import { named, stepButtons, stepFrom, storyList, valueTable } from './stepper.js';
import './cell-picture.js';

const FIRST_INPUTS = '1 0 0\n0 0 0\n0 1 0\n0 0 0\n0 0 1\n0 0 0\n0 0 0\n1 1 1';

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
    this.name = store.cells.some((cell) => cell.name === 'lstm') ? 'lstm' : (store.cells[0]?.name ?? '');
    this.inputs = FIRST_INPUTS;
    this.hidden = 4;
    this.seed = 1;
    this.step = 0;
    this.unit = 0;
    this.answer = null;
    this.svg = '';
    this.error = '';
    this.ask = newest(async (signal, body) => {
      const { text, input } = body;
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

  async load() {
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
    const body = { text: textOf(this.name), input: width, hidden: this.hidden, inputs: rows, seed: this.seed, unit: this.unit };
    try {
      const answer = await this.ask(body);
      if (!answer) return;
      const { cell, run } = answer;
      this.hidden = answer.hidden;
      if (answer.unit !== body.unit) this.unit = answer.unit;
      this.svg = cell.svg;
      this.answer = { ...run, unit: answer.unit };
      this.error = '';
      this.step = Math.min(this.step, run.steps.length - 1);
    } catch (error) {
      this.error = error.message;
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
            options: cellOptions(),
            change: (name) => this.change({ name }),
          })}
          ${numberField({ label: 'Hidden', value: this.hidden, min: 1, max: 64, change: (hidden) => this.change({ hidden }) })}
          ${numberField({ label: 'Seed of the weights', value: this.seed, min: 0, max: 1e9, change: (seed) => this.change({ seed }) })}
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
        <cell-picture .svg=${this.svg} .name=${titleOf(this.name)} .values=${named(one)}></cell-picture>
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
