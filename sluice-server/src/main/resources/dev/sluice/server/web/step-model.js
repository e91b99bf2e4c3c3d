/** Through a text with the model: its layers, its units, what it expects next. */
import { html, nothing } from 'lit';
import { View, busyBar, choice, errorBox, numberField } from './view.js';
import { api, newest } from './api.js';
import { store } from './store.js';
import { fixed, visible } from './format.js';
import { named, nextBars, stepButtons, stepFrom, storyList, valueTable } from './stepper.js';
import './cell-picture.js';
import './read-text.js';
import './text-strip.js';

class StepModel extends View {
  static properties = {
    answer: { state: true },
    error: { state: true },
    svg: { state: true },
  };

  constructor() {
    super();
    this.answer = null;
    this.error = '';
    this.svg = '';
    this.drawn = '';
    this.shown = '';
    this.ask = newest((signal, run, at) => api.runStep(run, at, signal));
    this.keys = (event) => this.key(event);
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('keydown', this.keys);
    this.storeChanged();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('keydown', this.keys);
  }

  storeChanged() {
    const layer = store.layer;
    if (layer && this.drawn !== layer.text) this.draw(layer);
    const { step, unit } = store.place;
    const key = `${store.run?.id} ${step} ${layer?.name} ${unit}`;
    if (store.run && layer && key !== this.shown) {
      this.shown = key;
      this.load({ step, layer: layer.name, unit });
    }
  }

  async draw(layer) {
    this.drawn = layer.text;
    try {
      const answer = await api.cell({ text: layer.text, with: [], input: 3, hidden: 4 });
      this.svg = answer.svg ?? '';
    } catch (error) {
      this.error = error.message;
    }
  }

  async load(at) {
    try {
      const answer = await this.ask(store.run.id, at);
      if (answer) [this.answer, this.error] = [answer, ''];
    } catch (error) {
      this.error = error.message;
    }
  }

  key(event) {
    if (!store.run || event.target.closest?.('[role=tablist]')) return;
    const { step, unit } = store.place;
    const to = stepFrom(event, step, store.run.steps - 1);
    if (to !== null) {
      event.preventDefault();
      store.go({ step: to });
    } else if (/^(PageUp|PageDown)$/.test(event.key) && event.target.tagName !== 'TEXTAREA') {
      event.preventDefault();
      store.go({ unit: unit + (event.key === 'PageDown' ? 1 : -1) });
    }
  }

  render() {
    const run = store.run;
    return html`<div class="panel">
        <read-text></read-text>
        <p class="note">Once it is read, the arrow keys move in time, Page up and Page down among the units.</p>
      </div>
      ${run ? this.walk(run) : nothing}`;
  }

  walk(run) {
    const { step, unit } = store.place;
    const layer = store.layer;
    const last = run.steps - 1;
    return html`<div class="panel">
        <text-strip .run=${run} .at=${step}></text-strip>
        <div class="row">
          ${stepButtons({ step, last, go: (to) => store.go({ step: to }) })}
          ${choice({
            label: 'Layer',
            value: layer.name,
            options: store.model.recurrent.map((one) => [one.name, `${one.name} (${one.cell})`]),
            change: (name) => store.go({ layer: name }),
          })}
          ${numberField({
            label: `Unit, 0 to ${layer.size - 1}`,
            value: unit,
            min: 0,
            max: layer.size - 1,
            change: (to) => store.go({ unit: to }),
          })}
        </div>
        ${errorBox(this.error)}
      </div>
      ${this.answer ? this.step(layer, unit) : busyBar(!this.error, 'Asking for the step …')}`;
  }

  step(layer, unit) {
    const answer = this.answer;
    const surprise = store.run.surprise?.[store.place.step];
    return html`<div class="step-view">
      <section class="panel draw">
        <h2>${layer.cell}, unit ${unit}, at “${visible(answer.symbol)}”</h2>
        <cell-picture .svg=${this.svg} .name=${layer.cell} .values=${named(answer)}></cell-picture>
        ${valueTable(answer)}
      </section>
      <section class="panel tell">
        <h2>What happens</h2>
        ${storyList(answer.story ?? [])}
      </section>
      <section class="panel next">
        <h2>What may come next</h2>
        ${nextBars(answer.next, visible)}
        ${surprise === null || surprise === undefined
          ? nothing
          : html`<p class="note">This symbol itself cost ${fixed(surprise)} nats of surprise.</p>`}
      </section>
    </div>`;
  }
}

customElements.define('step-model', StepModel);
