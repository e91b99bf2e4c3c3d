/** Gradient flow: how much of a gradient is left so many steps back, for several cells at once. */
import { html, nothing } from 'lit';
import { View, busyBar, errorBox, numberField, slider } from './view.js';
import { api, debounced, newest } from './api.js';
import { cellOptions, textOf, titleOf } from './own-cells.js';
import { store } from './store.js';
import { lineStyle } from './colors.js';
import { fixed } from './format.js';
import './line-chart.js';

const FIRST = ['elman', 'gru', 'lstm'];
const MOST_CELLS = 5;
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
  };

  constructor() {
    super();
    const known = FIRST.filter((name) => store.cells.some((cell) => cell.name === name));
    this.names = known.length ? known : store.cells.slice(0, 2).map((cell) => cell.name);
    this.reset();
    this.lag = 100;
    this.hidden = 32;
    this.seed = 1;
    this.paths = false;
    this.mean = false;
    this.answer = null;
    this.error = '';
    this.busy = false;
    this.ask = newest((signal, body) => api.flow(body, signal));
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
    const cells = this.names.map((name) => ({
      text: textOf(name),
      forgetBias: this.bias,
      scale: this.weight,
    }));
    const body = { cells, input: 8, hidden: this.hidden, lag: this.lag, clip: CLIPS[this.clip], seed: this.seed };
    try {
      const answer = await this.ask(body);
      if (!answer) return;
      this.answer = answer;
      this.error = '';
    } catch (error) {
      this.error = error.message;
    }
    this.busy = false;
  }

  change(values) {
    Object.assign(this, values);
    this.soon();
  }

  render() {
    return html`<div class="flow-view">
      <section class="panel controls" aria-label="What to compare">
        ${this.cells()}
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

  cells() {
    const left = cellOptions().filter(([name]) => !this.names.includes(name));
    return html`<div class="row chips" role="group" aria-label="Cells that are compared">
      ${this.names.map(
        (name, i) => html`<span class="chip on">
          <i style="background:${lineStyle(i).color}"></i>${titleOf(name)}
          <button
            class="bare"
            aria-label="Take out ${titleOf(name)}"
            ?disabled=${this.names.length === 1}
            @click=${() => this.change({ names: this.names.filter((one) => one !== name) })}
          >×</button>
        </span>`,
      )}
      ${this.names.length < MOST_CELLS
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
    const cells = this.answer.cells;
    const toPoints = (values) => values.map((value, lag) => [lag, value]);
    const series = cells.flatMap((cell, i) =>
      cell.paths
        .filter((one) => this.paths || one.path === 'all')
        .map((one, p) => ({
          name: one.path === 'all' ? cell.name : `${cell.name} through ${one.path}`,
          points: toPoints(this.mean ? one.mean : one.log10),
          color: i,
          dash: one.path === 'all' ? 0 : p,
          thin: one.path !== 'all',
        })),
    );
    const losses = cells.flatMap((cell, i) =>
      (cell.states ?? []).map((one, s) => ({
        name: `${cell.name} ${one.state}`,
        points: toPoints(one.gradient),
        color: i,
        dash: s,
      })),
    );
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
      <line-chart
        .series=${series}
        .height=${320}
        label="Norm of the product of Jacobians"
        xLabel="lag (steps back)"
        yLabel=${this.mean ? 'log₁₀ mean ‖∂s/∂s₀‖' : 'log₁₀ ‖∂s/∂s₀‖'}
        zero
      ></line-chart>
      ${this.verdicts(cells)}
      ${losses.length
        ? html`<h2>Gradient of a loss at the end, state by state</h2>
            <line-chart
              .series=${losses}
              .height=${240}
              label="Norm of the loss's gradient"
              xLabel="lag (steps back)"
              yLabel="log₁₀ |∂L/∂s|"
            ></line-chart>`
        : nothing}`;
  }

  verdicts(cells) {
    return html`<ul class="verdicts" aria-live="polite">
      ${cells.map((cell, i) => {
        const all = cell.paths.find((one) => one.path === 'all') ?? cell.paths[0];
        return html`<li>
          <i style="background:${lineStyle(i).color}"></i>
          <span>
            <b>${cell.name}</b> ${sentence(all)}
            ${cell.paths.length > 2 && this.paths
              ? html`<small class="note">
                  ${cell.paths
                    .filter((one) => one !== all)
                    .map((one) => `Through ${one.path}: ${perStep(one.perStep)} per step, ${one.verdict}. `)}
                </small>`
              : nothing}
          </span>
        </li>`;
      })}
    </ul>`;
  }
}

const perStep = (value) => `${value > 0 ? '+' : ''}${fixed(value, Math.abs(value) < 0.01 ? 4 : 3)}`;

/** What the slope means: how much of the gradient a step keeps. */
function sentence(path) {
  if (!Number.isFinite(path.perStep)) return html`${path.verdict}.`;
  const factor = 10 ** path.perStep;
  const end = path.log10.at(-1);
  const kept =
    factor < 1
      ? `each step keeps ${fixed(100 * factor, factor > 0.99 ? 2 : 1)} %`
      : `each step multiplies by ${fixed(factor, 3)}`;
  const gone = Number.isFinite(end)
    ? html`; after ${path.log10.length - 1} steps 10<sup>${fixed(end, 1)}</sup> is left`
    : '; nothing is left';
  return html`${path.verdict}: ${perStep(path.perStep)} per step in log₁₀, so ${kept}${gone}.`;
}

customElements.define('view-flow', ViewFlow);
