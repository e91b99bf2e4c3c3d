/**
 * Units by steps, as large a course as one likes: zoom and pan by wheel, drag, pinch and keys. A
 * frame draws some tiles that are ready and never waits.
 */
import { html } from 'lit';
import { View } from './view.js';
import { store } from './store.js';
import { isDark } from './colors.js';
import { debounced } from './api.js';
import { fixed, visible } from './format.js';
import { Tiles } from './tiles.js';
import { AXIS, GUTTER, Painter, TOP, furniture } from './heat-paint.js';

const LEAST_STEPS = 8;
const LEAST_ROWS = 4;

export class HeatMap extends View {
  static properties = {
    run: { attribute: false },
    value: { type: String },
    units: { type: Number },
    order: { attribute: false },
    range: { type: Number },
    found: { attribute: false },
    height: { type: Number },
    told: { state: true },
    error: { state: true },
  };

  constructor() {
    super();
    this.units = 0;
    this.range = 0;
    /** @type {number[]} */ this.found = [];
    /** @type {number[] | null} */ this.order = null;
    this.height = 380;
    this.told = '';
    this.error = '';
    this.view = { t0: 0, t1: 1, r0: 0, r1: 1 };
    /** @type {Map<number, {x: number, y: number}>} */ this.fingers = new Map();
    this.tellSoon = debounced(() => this.tell(), 250);
    this.moved = debounced(() => this.dispatchEvent(new CustomEvent('seen', { detail: { ...this.view } })), 120);
  }

  connectedCallback() {
    super.connectedCallback();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    this.tiles?.close();
  }

  render() {
    return html`<canvas
        class="heat"
        style="height:${this.height}px"
        tabindex="0"
        role="application"
        aria-roledescription="heat map"
        aria-label="${this.value}, units by steps. Arrows move, plus and minus zoom,
          Shift and arrows pan, Alt and plus or minus zoom the units, 0 shows all."
        @pointerdown=${this.down}
        @pointermove=${this.move}
        @pointerup=${this.up}
        @pointercancel=${this.up}
        @keydown=${this.key}
      ></canvas>
      <p class="readout tabular" aria-live="polite">${this.error || this.told}</p>`;
  }

  firstUpdated() {
    this.canvas = this.querySelector('canvas');
    this.context = this.canvas.getContext('2d', { alpha: false });
    // Lit's listeners are passive for wheels; this one has to keep the page from scrolling.
    this.canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.resize();
  }

  updated(changed) {
    if (changed.has('run') || changed.has('value') || changed.has('units')) {
      this.open(changed.has('run') || changed.has('units'));
    }
    if (changed.has('order') && this.painter) {
      this.painter.reorder(this.order ?? Array.from({ length: this.units }, (_, i) => i));
    }
    if (changed.has('range') && this.painter && this.range) this.painter.rescale(this.range);
    this.frame();
  }

  open(whole) {
    this.tiles?.close();
    if (!this.run || !this.units) return;
    this.error = '';
    this.tiles = new Tiles(
      this.run,
      this.value,
      this.units,
      (place, data) => {
        if (!this.range) this.dispatchEvent(new CustomEvent('sampled', { detail: data }));
        this.painter.arrived(place, data);
        this.frame();
        this.tellSoon();
      },
      (message) => (this.error = message),
    );
    this.painter = new Painter(this.tiles);
    if (this.order) this.painter.reorder(this.order);
    if (this.range) this.painter.rescale(this.range);
    if (whole) this.view = { t0: 0, t1: this.run.steps, r0: 0, r1: this.units };
    this.show({ ...this.view });
  }

  storeChanged() {
    this.frame();
    this.tellSoon();
  }

  themeChanged() {
    this.painter?.rescale(this.range || 1);
    this.requestUpdate();
  }

  resize() {
    if (!this.canvas) return;
    const ratio = Math.min(2, devicePixelRatio || 1);
    const width = Math.max(120, this.clientWidth);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.ratio = ratio;
    this.box = { left: GUTTER, top: TOP, width: width - GUTTER - 2, height: this.height - AXIS - TOP };
    this.frame();
  }

  /** @param {{t0: number, t1: number, r0: number, r1: number}} next kept within the run */
  show(next) {
    const fit = (from, to, least, most) => {
      const span = Math.min(most, Math.max(Math.min(least, most), to - from));
      const start = Math.max(0, Math.min(most - span, (from + to - span) / 2));
      return [start, start + span];
    };
    const [t0, t1] = fit(next.t0, next.t1, LEAST_STEPS, this.run.steps);
    const [r0, r1] = fit(next.r0, next.r1, LEAST_ROWS, this.units);
    this.view = { t0, t1, r0, r1 };
    this.moved();
    this.frame();
  }

  /** Brings a step into sight. */
  reveal(step) {
    const { t0, t1 } = this.view;
    if (step >= t0 && step < t1) return this.frame();
    const half = (t1 - t0) / 2;
    this.show({ ...this.view, t0: step - half, t1: step + half });
  }

  frame() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0;
      this.paint();
    });
  }

  paint() {
    if (!this.painter || !this.box || !this.context) return;
    const { context, box, view } = this;
    const css = isDark()
      ? { paper: '#10151b', ink: '#f2f6fa', muted: '#a9b5c1', line: '#3c4856', mark: '#f0b43c' }
      : { paper: '#ffffff', ink: '#10151b', muted: '#4d5966', line: '#c9d1dc', mark: '#b0578d' };
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.fillStyle = css.paper;
    context.fillRect(0, 0, box.left + box.width + 4, this.height);
    this.painter.request(view, box.width);
    this.painter.cells(context, view, box);
    const { step, unit } = store.place;
    const { order, rank } = this.painter;
    const { symbols, steps } = this.run;
    furniture(context, { view, box, css, symbols, steps, order, rank, step, unit, found: this.found });
    if ((view.t1 - view.t0) * 9 <= box.width && symbols.length < Math.min(steps, view.t1)) {
      store.symbolsUpTo(view.t1).then(() => this.frame());
    }
  }

  // ----------------------------------------------------------------------------- pointer and keys

  at(event) {
    const place = this.canvas.getBoundingClientRect();
    const { view, box } = this;
    const x = (event.clientX - place.left - box.left) / box.width;
    const y = (event.clientY - place.top - box.top) / box.height;
    return { x, y, step: view.t0 + x * (view.t1 - view.t0), row: view.r0 + y * (view.r1 - view.r0) };
  }

  /** Zooms about a point that stays where it is. */
  zoom(factorT, factorR, about) {
    const { t0, t1, r0, r1 } = this.view;
    const spanT = Math.max(LEAST_STEPS, Math.min(this.run.steps, (t1 - t0) * factorT));
    const spanR = Math.max(LEAST_ROWS, Math.min(this.units, (r1 - r0) * factorR));
    const left = about.step - (about.step - t0) * (spanT / (t1 - t0));
    const top = about.row - (about.row - r0) * (spanR / (r1 - r0));
    this.show({ t0: left, t1: left + spanT, r0: top, r1: top + spanR });
  }

  pan(steps, rows) {
    const { t0, t1, r0, r1 } = this.view;
    this.show({ t0: t0 + steps, t1: t1 + steps, r0: r0 + rows, r1: r1 + rows });
  }

  wheel(event) {
    if (!this.painter) return;
    event.preventDefault();
    const span = this.view.t1 - this.view.t0;
    const unit = event.deltaMode === 1 ? 16 : 1;
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.pan((sideways * unit * span) / this.box.width, 0);
    } else {
      const factor = Math.exp(event.deltaY * unit * 0.0022);
      this.zoom(event.altKey ? 1 : factor, event.altKey ? factor : 1, this.at(event));
    }
  }

  down(event) {
    if (!this.painter) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.travelled = this.fingers.size > 1 ? 99 : 0;
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
    this.fingers.set(event.pointerId, now);
    this.travelled += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (this.travelled < 4) return;
    const { view, box } = this;
    const share = others.length ? 0.5 : 1;
    const perStep = ((view.t1 - view.t0) / box.width) * share;
    const perRow = ((view.r1 - view.r0) / box.height) * share;
    this.pan((before.x - now.x) * perStep, (before.y - now.y) * perRow);
    if (others.length === 1) {
      const [other] = others;
      const far = (p) => Math.max(20, Math.hypot(p.x - other.x, p.y - other.y));
      const middle = { clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 };
      const upright = Math.abs(now.y - other.y) > 2 * Math.abs(now.x - other.x);
      const factor = far(before) / far(now);
      this.zoom(upright ? 1 : factor, upright ? factor : 1, this.at(middle));
    }
  }

  up(event) {
    const known = this.fingers.delete(event.pointerId);
    if (!known || event.type !== 'pointerup' || this.travelled >= 4 || this.fingers.size) return;
    const at = this.at(event);
    if (at.x < 0 || at.x >= 1 || at.y < 0 || at.y >= 1) return;
    const unit = this.painter.order[Math.floor(at.row)];
    if (unit !== undefined) store.go({ step: Math.floor(at.step), unit });
  }

  key(event) {
    if (!this.painter || event.ctrlKey || event.metaKey) return;
    const { step, unit } = store.place;
    const { t0, t1, r0, r1 } = this.view;
    const row = this.painter.rank[unit];
    const about = { step: step + 0.5, row: row + 0.5 };
    const across = (t1 - t0) / 8;
    const down = (r1 - r0) / 8;
    const stride = Math.max(1, Math.round((t1 - t0) / this.box.width));
    const goRow = (to) => store.go({ unit: this.painter.order[Math.max(0, Math.min(this.units - 1, to))] });
    const goStep = (to) => {
      store.go({ step: to });
      this.reveal(store.place.step);
    };
    const shift = event.shiftKey;
    const actions = {
      ArrowLeft: () => (shift ? this.pan(-across, 0) : goStep(step - stride)),
      ArrowRight: () => (shift ? this.pan(across, 0) : goStep(step + stride)),
      ArrowUp: () => (shift ? this.pan(0, -down) : goRow(row - 1)),
      ArrowDown: () => (shift ? this.pan(0, down) : goRow(row + 1)),
      PageUp: () => this.pan(-8 * across, 0),
      PageDown: () => this.pan(8 * across, 0),
      Home: () => goStep(0),
      End: () => goStep(this.run.steps - 1),
      '+': () => this.zoom(event.altKey ? 1 : 0.6, event.altKey ? 0.6 : 1, about),
      '=': () => this.zoom(event.altKey ? 1 : 0.6, event.altKey ? 0.6 : 1, about),
      '-': () => this.zoom(event.altKey ? 1 : 1 / 0.6, event.altKey ? 1 / 0.6 : 1, about),
      '0': () => this.show({ t0: 0, t1: this.run.steps, r0: 0, r1: this.units }),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  tell() {
    if (!this.painter || !this.run) return;
    const { step, unit } = store.place;
    const known = this.painter.valueAt(step, unit);
    const of = known && known.steps > 1 ? ` (mean of ${known.steps} steps)` : '';
    const symbol = this.run.symbols[step];
    const what = symbol === undefined ? '' : ` “${visible(symbol)}”`;
    const value = known ? fixed(known.value, 3) : 'not fetched yet';
    this.told = `Step ${(step + 1).toLocaleString('en-US')}${what}, unit ${unit}: ${value}${of}`;
  }
}

customElements.define('heat-map', HeatMap);
