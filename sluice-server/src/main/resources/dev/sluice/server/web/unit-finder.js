/** Units that behave like the chosen one, and units that track a property of the text. */
import { html, nothing } from 'lit';
import { View, errorBox } from './view.js';
import { api } from './api.js';
import { store } from './store.js';
import { fixed } from './format.js';

const PROPERTIES = [
  ['quotes', 'inside quotation marks'],
  ['line', 'position in the line'],
  ['brackets', 'depth of brackets'],
  ['word', 'position in the word'],
];
const SHOWN = 12;

class UnitFinder extends View {
  static properties = {
    run: { attribute: false },
    value: { type: String },
    unit: { type: Number },
    property: { state: true },
    answer: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.property = '';
    this.answer = null;
    this.error = '';
    this.busy = false;
  }

  willUpdate(changed) {
    if (changed.has('run') || this.value !== this.from) [this.answer, this.error] = [null, ''];
    this.from = this.value;
  }

  async find(property) {
    this.property = property;
    this.busy = true;
    this.error = '';
    const { run, value, unit } = this;
    try {
      const found = property
        ? await api.tracking(run.id, property, value)
        : await api.similar(run.id, value, unit);
      this.answer = {
        ...found,
        title: property
          ? `${value} and ${PROPERTIES.find(([key]) => key === property)[1]}`
          : `Units like ${value} ${unit}, by correlation`,
      };
    } catch (error) {
      this.error = error.message;
    }
    this.busy = false;
  }

  render() {
    return html`<section class="panel" aria-label="Find units">
      <h2>Find units</h2>
      <div class="row chips">
        <button ?disabled=${this.busy} @click=${() => this.find('')}>Like unit ${this.unit}</button>
        ${PROPERTIES.map(
          ([key, name]) => html`<button
            class="chip"
            ?disabled=${this.busy}
            aria-pressed=${this.property === key}
            @click=${() => this.find(key)}
          >${name}</button>`,
        )}
      </div>
      <div aria-live="polite" aria-busy=${this.busy}>
        ${errorBox(this.error)} ${this.answer ? this.list(this.answer) : this.hint()}
      </div>
    </section>`;
  }

  hint() {
    return html`<p class="note">
      Ask for units whose course is like that of the chosen one, or for those that tell best where in
      the text one is. A score is judged against chance: the best score that as many units get by luck.
    </p>`;
  }

  list(answer) {
    const score = (one) => one.correlation ?? one.score;
    const most = Math.max(...answer.units.map((one) => Math.abs(score(one))), answer.chance ?? 0, 1e-9);
    if (!answer.units.length) return html`<p class="note">No unit was found.</p>`;
    return html`<h3>${answer.title}</h3>
      <div class="bars units" role="group" aria-label=${answer.title}>
        ${answer.units.slice(0, SHOWN).map((one) => {
          const value = one.value ?? this.value;
          return html`<button class="bar-row" @click=${() => this.go(value, one.unit)}>
            <span class="bar-name">${value} ${one.unit}</span>
            <span class="bar-room">
              <span
                class="bar ${score(one) < 0 ? 'minus' : ''}"
                style="width:${(100 * Math.abs(score(one))) / most}%"
              ></span>
              ${answer.chance === undefined
                ? nothing
                : html`<span class="chance" style="left:${(100 * answer.chance) / most}%"></span>`}
            </span>
            <span class="bar-number">${fixed(score(one))}</span>
          </button>`;
        })}
      </div>
      ${answer.chance === undefined
        ? nothing
        : html`<p class="note">The stroke is chance, what the best of all units gets by luck: ${fixed(answer.chance)}.</p>`}`;
  }

  go(value, unit) {
    store.go({ unit, layer: value.split('.')[0] });
    this.from = value; // what was found stays while one looks through it
    if (value !== this.value) this.dispatchEvent(new CustomEvent('value', { detail: value }));
  }
}

customElements.define('unit-finder', UnitFinder);
