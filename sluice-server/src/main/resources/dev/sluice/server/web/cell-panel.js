/** One cell: its text, and what the server makes of it while one types. */
import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { View, busyBar, errorBox, numberField } from './view.js';
import { api, debounced, newest } from './api.js';
import { store } from './store.js';
import { fade } from './fade.js';
import { count } from './format.js';
import { isWhole, keep } from './own-cells.js';
import { variants } from './variants.js';
import './cell-editor.js';
import './cell-picture.js';
import './equation-list.js';

const PAUSE = 150;

class CellPanel extends View {
  static properties = {
    start: { attribute: false },
    text: { state: true },
    changes: { state: true },
    line: { state: true },
    sizes: { state: true },
    answer: { state: true },
    check: { state: true },
    mistake: { state: true },
    error: { state: true },
    busy: { state: true },
    pointed: { state: true },
  };

  constructor() {
    super();
    this.text = '';
    /** @type {string[]} */ this.changes = [];
    this.line = '';
    this.sizes = { input: 3, hidden: 4 };
    this.answer = null;
    /** @type {{passed: boolean, sentence: string} | null} */ this.check = null;
    this.mistake = null;
    this.error = '';
    this.busy = false;
    this.pointed = '';
    this.asked = newest((signal, body) => api.cell(body, signal));
    this.checked = newest((signal, body) => api.check(body, signal));
    this.soon = debounced(() => this.ask(), PAUSE);
  }

  willUpdate(changed) {
    const key = this.start?.key ?? this.start?.name;
    if (changed.has('start') && this.start && key !== this.key) {
      this.key = key;
      this.text = this.start.text;
      this.changes = this.start.changes ?? [];
      this.line = '';
      const { first } = store;
      if (!this.changes.length && first?.text === this.text && sameSizes(first.sizes, this.sizes)) this.take(first, this.question);
      else this.ask();
    }
  }

  get question() {
    return { text: this.text, with: this.changes, ...this.sizes };
  }

  async ask() {
    this.busy = true;
    const { key, question: body } = this;
    try {
      const answer = await this.asked(body);
      if (!answer || key !== this.key) return;
      this.take(answer, body);
    } catch (error) {
      [this.error, this.mistake] = [error.message, null];
    }
    this.busy = false;
  }

  /** Shows an answer; then its gradients are checked, for which the picture does not wait. */
  take(answer, body) {
    this.error = '';
    this.mistake = answer.error ?? null;
    if (answer.error) return;
    this.answer = answer;
    this.check = null;
    isWhole(this.key, answer);
    requestAnimationFrame(() => setTimeout(() => this.examine(body)));
  }

  async examine(body) {
    try {
      const check = await this.checked(body);
      if (check && !check.error) this.check = check;
    } catch (error) {
      this.error = error.message;
    }
  }

  render() {
    const answer = this.answer;
    return html`<section class="cell-panel" aria-label="Cell ${answer?.name ?? ''}">
      <div class="side">
        <div class="panel write">
          <h2>${answer?.name ?? 'Equations'}</h2>
          <cell-editor
            .value=${this.text}
            .mistake=${this.changes.length ? null : this.mistake}
            label="Equations of the cell"
            @text=${(event) => this.typed(event.detail)}
          ></cell-editor>
          ${this.replacing()} ${errorBox(this.error)}
        </div>
        ${answer ? this.math(answer) : nothing}
      </div>
      <div class="side">
        ${answer ? this.result(answer) : busyBar(this.busy, 'Reading the equations …')}
      </div>
    </section>`;
  }

  typed(text) {
    this.text = text;
    this.kept();
    this.soon();
  }

  /** What was typed stays when one leaves the view. */
  kept() {
    this.key = keep(this.key, { text: this.text, changes: this.changes });
    this.dispatchEvent(new CustomEvent('own', { detail: this.key }));
  }

  /** What Greff et al. did to the LSTM: put another equation in the place of one. */
  replacing() {
    const targets = this.answer?.equations.map((one) => one.target) ?? [];
    const lines = this.text.split('\n');
    const offered = variants(targets, this.text);
    return html`<details class="replacing" ?open=${this.changes.length > 0}>
      <summary>Replace an equation</summary>
      <div class="row">
        <label class="field">
          <span>Equation</span>
          <select
            @change=${(event) => (this.line = lineOf(lines, event.target.value))}
          >
            <option value="">choose …</option>
            ${targets.map((target) => html`<option value=${target}>${target}</option>`)}
          </select>
        </label>
        <label class="field grow">
          <span>New line</span>
          <input
            class="code"
            spellcheck="false"
            placeholder="f = 1 - i"
            .value=${this.line}
            @input=${(event) => (this.line = event.target.value)}
            @keydown=${(event) => event.key === 'Enter' && this.replace(this.line)}
          />
        </label>
        <button ?disabled=${!this.line.trim()} @click=${() => this.replace(this.line)}>Replace</button>
      </div>
      ${offered.length
        ? html`<div class="row chips" role="group" aria-label="Variants of Greff et al. 2015">
            <small>Greff et al. 2015:</small>
            ${offered.map(
              (one) => html`<button class="chip" title=${one.what} @click=${() => this.replace(one.line)}>
                ${one.name}
              </button>`,
            )}
          </div>`
        : nothing}
      ${this.changes.length
        ? html`<ul class="changes">
              ${this.changes.map(
                (line, i) => html`<li>
                  <code>${line}</code>
                  <button class="small" aria-label="Take back ${line}" @click=${() => this.undo(i)}>
                    Take back
                  </button>
                </li>`,
              )}
            </ul>
            ${this.mistake ? html`<pre class="mistake" role="alert">${this.mistake.message}</pre>` : nothing}
            <button @click=${this.keep} ?disabled=${this.mistake !== null}>Put into the text</button>`
        : nothing}
    </details>`;
  }

  replace(line) {
    const target = line.split('=')[0].trim();
    const others = this.changes.filter((one) => one.split('=')[0].trim() !== target);
    this.changes = [...others, line.trim()];
    this.line = '';
    this.kept();
    this.ask();
  }

  undo(index) {
    this.changes = this.changes.filter((_, i) => i !== index);
    this.kept();
    this.ask();
  }

  keep() {
    this.text = this.answer.text;
    this.changes = [];
    this.kept();
    this.ask();
  }

  result(answer) {
    const stale = this.mistake ? 'stale' : '';
    return html`<div class="panel draw ${stale}">
        <div class="row between">
          <h2>Picture</h2>
          ${stale ? html`<small class="note">of the last text without a mistake</small>` : nothing}
        </div>
        <cell-picture
          .svg=${answer.svg}
          .name=${answer.name}
          @equation=${(event) => (this.pointed = event.detail)}
        ></cell-picture>
        <p class="pointed code" aria-hidden="true">${this.pointed || 'Point at a box to see its equation.'}</p>
      </div>
      <div class="panel numbers ${stale}">
        <h2>Parameters and work</h2>
        <div class="row">
          ${numberField({ label: 'Input', value: this.sizes.input, min: 1, max: 64, change: (input) => this.resize({ input }) })}
          ${numberField({ label: 'Hidden', value: this.sizes.hidden, min: 1, max: 64, change: (hidden) => this.resize({ hidden }) })}
        </div>
        ${parameterTable(answer)}
      </div>`;
  }

  math(answer) {
    return html`<div class="panel math ${this.mistake ? 'stale' : ''}">
      <h2>Equations</h2>
      <equation-list .equations=${answer.equations}></equation-list>
      ${gradientCheck(this.check)}
    </div>`;
  }

  resize(change) {
    this.sizes = { ...this.sizes, ...change };
    this.soon();
  }
}

function parameterTable(answer) {
  return html`<div class="scroll" ${ref(fade)}>
    <table>
      <thead>
        <tr><th scope="col">Parameter</th><th scope="col">Shape</th><th scope="col" class="num">Numbers</th></tr>
      </thead>
      <tbody>
        ${answer.parameters.map(
          (one) => html`<tr>
            <th scope="row"><code>${one.name}</code></th>
            <td>${one.shape.join(' × ')}</td>
            <td class="num">${count(one.count)}</td>
          </tr>`,
        )}
      </tbody>
      <tfoot>
        <tr><th scope="row" colspan="2">All parameters</th><td class="num">${count(answer.parameterCount)}</td></tr>
        <tr>
          <th scope="row" colspan="2">Floating-point operations per step</th>
          <td class="num">${count(answer.flops)}</td>
        </tr>
        <tr><th scope="row" colspan="2">Carried states</th><td class="num"><code>${answer.states.join(' ')}</code></td></tr>
      </tfoot>
    </table>
  </div>`;
}

const gradientCheck = (check) =>
  check
    ? html`<p class="check ${check.passed ? 'good' : 'bad'}">
        <b>${check.passed ? '✓ Gradients are right.' : '✗ Gradients differ.'}</b> ${check.sentence}
      </p>`
    : html`<p class="check note">Checking the gradients …</p>`;

const sameSizes = (some, others) => Object.entries(some).every(([name, size]) => others[name] === size);

/** The line of the text that defines a name, without its comment. */
function lineOf(lines, target) {
  const name = target.replace("'", '').trim();
  const line = lines.find((one) => {
    const left = one.split('=')[0].trim();
    return one.includes('=') && left.replace(/['′]$/, '') === name && !left.startsWith('init');
  });
  return line ? line.split('#')[0].trim().replace(/\s+/g, ' ') : '';
}

customElements.define('cell-panel', CellPanel);
