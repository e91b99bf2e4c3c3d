/** What to train, on what, and how. */
import { html, nothing } from 'lit';
import { View, choice, numberField } from './view.js';
import { count } from './format.js';
import { cellOf, cellOptions } from './own-cells.js';

const TASKS = [
  ['adding', 'adding: the sum of two marked numbers'],
  ['copy', 'copy: ten symbols, long after'],
  ['temporal-order', 'temporal order: which came first'],
  ['reber', 'Reber grammar'],
  ['embedded-reber', 'embedded Reber grammar'],
  ['anbn', 'aⁿbⁿ: counting'],
  ['parity', 'parity of bits'],
];
/** Of a text; with its quotes and line ends a request stays below 1 MB. */
const MOST_BYTES = 900_000;

class TrainForm extends View {
  static properties = { busy: { type: Boolean }, given: { state: true }, problem: { state: true }, told: { state: true } };

  constructor() {
    super();
    this.busy = false;
    this.problem = '';
    this.told = '';
    this.given = {
      on: 'task', task: 'adding', length: 50, words: '', cell: 'lstm',
      hidden: 32, layers: 1, rate: 0.01, clip: 1, seed: 1, epochs: 20,
    };
  }

  set(change) {
    this.given = { ...this.given, ...change };
    this.problem = '';
    this.told = '';
    this.dispatchEvent(new CustomEvent('edited'));
  }

  render() {
    const it = this.given;
    const number = (label, key, min, max, step) =>
      numberField({ label, value: it[key], min, max, step, change: (value) => this.set({ [key]: value }) });
    return html`<form @submit=${this.submit}>
      <div class="segmented" role="group" aria-label="What to learn">
        <button type="button" aria-pressed=${it.on === 'task'} @click=${() => this.set({ on: 'task' })}>A task</button>
        <button type="button" aria-pressed=${it.on === 'words'} @click=${() => this.set({ on: 'words' })}>A text</button>
      </div>
      ${it.on === 'task'
        ? html`${choice({ label: 'Task', value: it.task, options: TASKS, change: (task) => this.set({ task }) })}
            ${number('Length, steps', 'length', 10, 1000, 1)}`
        : html`<label class="field grow">
              <span>Text to learn, at most 900 kB</span>
              <textarea
                class="text"
                rows="6"
                placeholder="Paste a text: the longer the better"
                .value=${it.words}
                @input=${(event) => this.set({ words: event.target.value })}
              ></textarea>
            </label>
            <label class="button">From a file <input type="file" accept="text/*,.txt,.md" @change=${this.file} /></label>
            <small class="told" role="status">${this.told}</small>`}
      ${choice({ label: 'Cell', value: it.cell, options: cellOptions(), change: (cell) => this.set({ cell }) })}
      <div class="grid-fields">
        ${number('Hidden', 'hidden', 1, 512, 1)} ${number('Layers', 'layers', 1, 4, 1)}
        ${number('Learning rate', 'rate', 1e-6, 10, 'any')} ${number('Clip norm, 0 is off', 'clip', 0, 1000, 'any')}
        ${number('Epochs', 'epochs', 1, 1000, 1)} ${number('Seed', 'seed', 0, 1e9, 1)}
      </div>
      ${this.problem ? html`<p class="error" role="alert">${this.problem}</p>` : nothing}
      <button class="primary" ?disabled=${this.busy}>Train</button>
      ${this.busy ? html`<small class="note">One training runs at a time. Stop it to start another.</small>` : nothing}
    </form>`;
  }

  async file(event) {
    const file = event.target.files[0];
    if (!file) return;
    this.set({ words: await file.slice(0, MOST_BYTES).text() });
    if (file.size > MOST_BYTES) {
      this.told = `${file.name} has ${count(file.size / 1000)} kB; the first ${count(MOST_BYTES / 1000)} are learned.`;
    }
  }

  submit(event) {
    event.preventDefault();
    const { on, task, length, words, cell, ...rest } = this.given;
    if (on === 'words' && !words.trim()) {
      this.problem = 'There is no text to learn. Paste one or choose a file.';
      return;
    }
    if (on === 'words' && new Blob([words]).size > MOST_BYTES) {
      this.problem = `The text is longer than ${count(MOST_BYTES / 1000)} kB. Paste less of it.`;
      return;
    }
    this.problem = '';
    const what = on === 'task' ? { task, length } : { words };
    const detail = { ...what, cell: cellOf(cell)?.whole ?? cell, ...rest };
    this.dispatchEvent(new CustomEvent('train', { detail }));
  }
}

customElements.define('train-form', TrainForm);
