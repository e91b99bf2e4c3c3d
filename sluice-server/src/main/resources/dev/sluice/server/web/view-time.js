/** Over time: one value of all units over the whole text, and what a unit means. */
import { html, nothing } from 'lit';
import { View, busyBar, choice, errorBox, needsModel, numberField, slider } from './view.js';
import { api, debounced, newest } from './api.js';
import { store } from './store.js';
import { legend } from './colors.js';
import { count, short, visible } from './format.js';
import './heat-map.js';
import './read-text.js';
import './colored-text.js';
import './unit-finder.js';
import './saturation-plot.js';

/** At most so many characters are colored at once. */
const CHARACTERS = 1600;
const ORDERS = [
  ['index', 'as numbered'],
  ['mean', 'by mean'],
  ['variance', 'by variance'],
  ['similar', 'most like the chosen unit'],
];

class ViewTime extends View {
  static properties = {
    value: { state: true },
    range: { state: true },
    by: { state: true },
    order: { state: true },
    seen: { state: true },
    course: { state: true },
    sought: { state: true },
    found: { state: true },
    hit: { state: true },
    error: { state: true },
    orderError: { state: true },
  };

  constructor() {
    super();
    this.value = '';
    this.range = 0;
    this.by = 'index';
    this.order = null;
    this.seen = null;
    this.course = null;
    this.sought = '';
    /** @type {number[]} */ this.found = [];
    this.hit = -1;
    this.error = '';
    this.orderError = '';
    this.ask = newest((signal, run, of) => api.unit(run, of, signal));
    this.colorSoon = debounced(() => this.color(), 120);
    this.searchSoon = debounced(() => this.search(), 200);
  }

  connectedCallback() {
    super.connectedCallback();
    if (!store.readsText) return;
    this.storeChanged();
  }

  /** The values of all layers, their states last: `layer0.c`. */
  get values() {
    return store.model.recurrent.flatMap((layer) =>
      layer.values.map((one) => ({ ...one, layer: layer.name, key: `${layer.name}.${one.name}` })),
    );
  }

  get chosen() {
    return this.values.find((one) => one.key === this.value) ?? this.values[0];
  }

  pick() {
    if (this.value && this.values.some((one) => one.key === this.value)) return;
    const first = this.values.find((one) => one.kind === 'state') ?? this.values[0];
    this.value = first.key;
    this.begin();
  }

  show(value) {
    this.value = value;
    this.begin();
  }

  /** A new value: gates and bounded ones have their range, others get it from what is seen. */
  begin() {
    const one = this.chosen;
    this.range = one.kind === 'gate' || one.kind === 'bounded' ? 1 : 0;
    this.order = null;
    if (store.place.layer !== one.layer) store.go({ layer: one.layer });
    this.sort(this.by);
    this.colorSoon();
  }

  storeChanged() {
    if (!store.readsText) return;
    this.pick();
    if (store.run && store.run.id !== this.known) {
      this.known = store.run.id;
      this.found = [];
      this.seen = { t0: 0, t1: store.run.steps };
      this.sort(this.by);
    }
    this.colorSoon();
  }

  /** The range of a value that may be of any size: what 85 of 100 numbers stay within. */
  sampled(event) {
    if (this.range) return;
    const sizes = Array.from(event.detail, Math.abs).sort((a, b) => a - b);
    const most = sizes[Math.floor(sizes.length * 0.85)] || 1;
    this.range = Number(Math.max(0.05, most).toPrecision(2));
  }

  async sort(by) {
    this.by = by;
    if (by === 'index' || !store.run) {
      this.order = null;
      this.orderError = '';
      return;
    }
    try {
      const unit = by === 'similar' ? store.place.unit : undefined;
      const { units } = await api.order(store.run.id, this.value, by, unit);
      this.order = units;
      this.orderError = '';
    } catch (error) {
      this.orderError = error.message;
    }
  }

  /** The part of the text to color: what the map shows, around the cursor where that is too much. */
  get window() {
    const { t0, t1 } = this.seen ?? { t0: 0, t1: store.run.steps };
    const from = Math.floor(t0);
    const to = Math.ceil(t1);
    if (to - from <= CHARACTERS) return [from, to];
    const middle = Math.max(from, Math.min(to, store.place.step));
    const start = Math.max(from, Math.min(to - CHARACTERS, middle - CHARACTERS / 3));
    return [Math.floor(start), Math.floor(start) + CHARACTERS];
  }

  async color() {
    if (!store.run || !this.isConnected) return;
    const [from, to] = this.window;
    const { unit } = store.place;
    const key = `${store.run.id} ${this.value} ${unit} ${from} ${to}`;
    if (key === this.colored) return;
    this.colored = key;
    try {
      await store.symbolsUpTo(to);
      const course = await this.ask(store.run.id, { value: this.value, unit, from, to });
      this.error = '';
      if (course) this.course = { ...course, from, symbols: store.run.symbols.slice(from, to) };
    } catch (error) {
      this.error = error.message;
    }
  }

  async search() {
    const run = store.run;
    const words = this.sought;
    this.hit = -1;
    this.found = [];
    if (!words || !run) return;
    await store.symbolsUpTo(run.steps);
    if (words !== this.sought) return;
    const starts = [];
    let text = '';
    for (const symbol of run.symbols) {
      starts.push(text.length);
      text += symbol;
    }
    const found = [];
    let step = 0;
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
      while (step + 1 < starts.length && starts[step + 1] <= at) step++;
      found.push(step);
    }
    this.found = found;
    if (found.length) this.next(1);
  }

  next(by) {
    if (!this.found.length) return;
    this.hit = (this.hit + by + this.found.length) % this.found.length;
    this.go(this.found[this.hit]);
  }

  go(step) {
    store.go({ step });
    this.querySelector('heat-map')?.reveal(step);
  }

  render() {
    if (!store.readsText) return needsModel('A heat map over time');
    const run = store.run;
    return html`<read-text folded></read-text> ${run ? this.over(run) : nothing}`;
  }

  over(run) {
    const one = this.chosen;
    const { unit } = store.place;
    return html`<section class="panel" aria-label="Heat map">
        <div class="row">
          ${choice({
            label: 'Value',
            value: this.value,
            options: this.values.map((each) => [each.key, `${each.key} (${each.kind})`]),
            change: (value) => this.show(value),
          })}
          ${choice({ label: 'Units', value: this.by, options: ORDERS, change: (by) => this.sort(by) })}
          ${numberField({ label: 'Unit', value: unit, min: 0, max: one.size - 1, change: (to) => store.go({ unit: to }) })}
          ${one.kind === 'gate'
            ? nothing
            : slider({
                label: 'Full color at',
                value: Math.log10(this.range || 1),
                min: -2,
                max: 3,
                step: 0.02,
                shown: `± ${short(this.range || 1)}`,
                change: (power) => (this.range = Number((10 ** power).toPrecision(2))),
              })}
          ${this.searching()}
        </div>
        <heat-map
          .run=${run}
          .value=${one.key}
          .units=${one.size}
          .order=${this.order}
          .range=${this.range}
          .found=${this.found}
          .height=${innerWidth < 600 ? 300 : 380}
          @sampled=${this.sampled}
          @seen=${(event) => {
            this.seen = event.detail;
            this.colorSoon();
          }}
        ></heat-map>
        <div class="row between">
          ${this.scale(one)}
          <small class="note">
            Wheel or pinch to zoom, drag to move, click to choose. With the map in focus: arrows, + −,
            Shift + arrows, 0.
          </small>
        </div>
        ${errorBox(this.orderError)} ${errorBox(this.error)}
      </section>
      ${this.characters(one, unit)}
      <div class="two">
        <unit-finder
          .run=${run}
          .value=${one.key}
          .unit=${unit}
          @value=${(event) => this.show(event.detail)}
        ></unit-finder>
        <saturation-plot .run=${run} .layer=${one.layer}></saturation-plot>
      </div>`;
  }

  searching() {
    const many = this.found.length;
    return html`<div class="field search">
      <label for="seek">Search the text</label>
      <div class="together">
        <input
          id="seek"
          type="search"
          .value=${this.sought}
          @input=${(event) => {
            this.sought = event.target.value;
            this.searchSoon();
          }}
          @keydown=${(event) => event.key === 'Enter' && this.next(event.shiftKey ? -1 : 1)}
        />
        <button aria-label="Previous match" ?disabled=${!many} @click=${() => this.next(-1)}>↑</button>
        <button aria-label="Next match" ?disabled=${!many} @click=${() => this.next(1)}>↓</button>
        <output class="tabular">${this.sought ? `${many ? this.hit + 1 : 0} of ${count(many)}` : ''}</output>
      </div>
    </div>`;
  }

  scale(one) {
    const range = short(this.range || 1);
    const colors = one.kind === 'gate' ? legend().slice(4) : legend();
    return html`<div class="scale" role="img" aria-label="Colors from ${one.kind === 'gate' ? 0 : `−${range}`} to ${range}">
      <span>${one.kind === 'gate' ? '0' : `−${range}`}</span>
      <span class="ramp" style="background:linear-gradient(90deg,${colors.join(',')})"></span>
      <span>${one.kind === 'gate' ? '1' : range}</span>
    </div>`;
  }

  characters(one, unit) {
    const course = this.course;
    const bounded = one.kind === 'gate' || one.kind === 'bounded';
    const most = course && !bounded ? Math.max(Math.abs(course.least), Math.abs(course.greatest)) : 1;
    return html`<section class="panel" aria-label="The text in the unit's colors">
      <div class="row between">
        <h2>${one.key}, unit ${unit}, in the text</h2>
        ${course
          ? html`<small class="note tabular">
              steps ${count(course.from + 1)} to ${count(course.from + course.symbols.length)} · mean ${short(course.mean)},
              from ${short(course.least)} to ${short(course.greatest)} ·
              full color at ${bounded ? 1 : `± ${short(most)}`}
            </small>`
          : nothing}
      </div>
      ${course
        ? html`<colored-text
            .symbols=${course.symbols}
            .values=${course.values}
            .from=${course.from}
            .at=${store.place.step}
            .greatest=${most}
            .what=${one.key}
            .label="The text, colored by ${one.key} of unit ${unit}. Cursor at ${visible(store.run.symbols[store.place.step] ?? '')}."
            @step=${(event) => this.go(event.detail)}
          ></colored-text>`
        : busyBar(!this.error, 'Coloring …')}
    </section>`;
  }
}

customElements.define('view-time', ViewTime);
