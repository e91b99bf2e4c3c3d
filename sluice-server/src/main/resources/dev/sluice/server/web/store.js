/**
 * What several views share: the model, the catalogue, the text that was read, where one stands in
 * it. Views listen for `change`.
 */
import { api } from './api.js';

/** @typedef {{id: string, text: string, steps: number, symbols: string[], surprise: (number|null)[]}} Run */

class Store extends EventTarget {
  version = '';
  /** @type {any} */ model = null;
  /** Those that can be shown instead. */
  /** @type {{id: string, name: string, title: string}[]} */ models = [];
  /** How many models were shown: what belongs to one is made anew for the next. */
  shown = 0;
  /** @type {{name: string, title: string, text: string}[]} */ cells = [];
  /** What `/api/cell` answers to the first cell, so that its picture needs no second request. */
  /** @type {any} */ first = null;
  /** @type {Run | null} */ run = null;
  /** Where the reader stands: shared, so that one unit can be followed through the views. */
  place = { step: 0, layer: '', unit: 0 };
  opening = false;
  runError = '';

  /** Asks anew what the server has: at the start and after a training became the model. */
  async load() {
    const start = await api.start();
    this.version = start.version;
    this.model = start.model;
    this.cells = start.cells;
    this.first = start.first;
    this.run = null;
    this.runError = '';
    this.shown++;
    this.place = { step: 0, layer: start.model?.recurrent?.[0]?.name ?? '', unit: 0 };
    this.tell();
  }

  /** Asks which models there are by now. */
  async list() {
    try {
      this.models = (await api.models()).models;
      this.tell();
    } catch {
      // What there was can still be chosen, and says itself when it cannot.
    }
  }

  /** Shows another model, by its id. */
  async use(id) {
    await (id === 'opened' ? api.useOpened() : api.useTraining(id));
    await this.load();
    await this.list();
  }

  get readsText() {
    return this.model?.reads === 'text';
  }

  /** @returns the recurrent layer where the reader stands */
  get layer() {
    const layers = this.model?.recurrent ?? [];
    return layers.find((layer) => layer.name === this.place.layer) ?? layers[0];
  }

  /** Lets the model read a text. */
  async open(text) {
    if (this.opening) return;
    this.opening = true;
    this.runError = '';
    this.tell();
    try {
      this.run = { text, ...(await api.openRun(text)) };
      const last = Math.max(0, this.run.steps - 1);
      this.place = { ...this.place, step: Math.min(this.place.step, last) };
    } catch (error) {
      this.runError = error.message;
    }
    this.opening = false;
    this.tell();
  }

  /** What could not be read is no longer there: another text is typed. */
  forgive() {
    if (!this.runError) return;
    this.runError = '';
    this.tell();
  }

  /** Opens the model's example unless a text was read already. */
  async openExample() {
    if (this.readsText && this.model.example && !this.run && !this.runError) await this.open(this.model.example);
  }

  /** Fetches symbols up to an end, as far as they are missing. */
  async symbolsUpTo(end) {
    const run = this.run;
    if (!run) return;
    while (run.symbols.length < Math.min(end, run.steps)) {
      const from = run.symbols.length;
      const answer = await api.symbols(run.id, from, Math.min(run.steps, from + 20000));
      const more = Array.isArray(answer) ? answer : answer.symbols;
      if (!more?.length || run !== this.run) return;
      if (run.symbols.length === from) run.symbols.push(...more);
    }
  }

  /** @param {Partial<{step: number, layer: string, unit: number}>} change */
  go(change) {
    const next = { ...this.place, ...change };
    const size = this.model?.recurrent?.find((layer) => layer.name === next.layer)?.size ?? 1;
    next.unit = Math.max(0, Math.min(size - 1, next.unit | 0));
    if (this.run) next.step = Math.max(0, Math.min(this.run.steps - 1, next.step | 0));
    this.place = next;
    this.tell();
  }

  tell() {
    this.dispatchEvent(new Event('change'));
  }
}

export const store = new Store();

/** Asked for at once, while the rest of the page is still being fetched. */
export const loaded = store.load();
loaded.catch(() => {});
