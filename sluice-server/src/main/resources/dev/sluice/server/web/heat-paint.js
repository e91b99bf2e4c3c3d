/** Turns pieces of a value's history into pixels, and those into a frame of the heat map. */
import { words } from './colors.js';
import { visible } from './format.js';
import { BAND, COLUMNS, Tiles } from './tiles.js';

const MOST_SHEETS = 64;
export const GUTTER = 46;
export const AXIS = 34;
export const TOP = 8;

/** One tile's pixels, a column wide for each column, a row high for each unit. */
class Sheet {
  constructor(rows) {
    this.canvas = new OffscreenCanvas(COLUMNS, rows);
    this.context = this.canvas.getContext('2d');
    this.image = this.context.createImageData(COLUMNS, rows);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.bands = new Set();
    this.dirty = false;
  }

  paint(data, band, units, rank, scale) {
    const colors = words();
    const width = Math.min(BAND, units - band * BAND);
    const columns = data.length / width;
    for (let u = 0; u < width; u++) {
      const row = rank[band * BAND + u] * COLUMNS;
      for (let c = 0; c < columns; c++) {
        const value = data[c * width + u] * scale;
        const place = value >= 1 ? 510 : value <= -1 ? 0 : 255 + Math.round(255 * value);
        this.pixels[row + c] = colors[place];
      }
    }
    this.bands.add(band);
    this.dirty = true;
  }

  ready() {
    if (this.dirty) this.context.putImageData(this.image, 0, 0);
    this.dirty = false;
    return this.canvas;
  }
}

export class Painter {
  /** @param {Tiles} tiles */
  constructor(tiles) {
    this.tiles = tiles;
    /** @type {Map<string, Sheet>} */ this.sheets = new Map();
    this.scale = 1;
    this.reorder(Array.from({ length: tiles.units }, (_, i) => i));
  }

  /** @param {number[]} order the unit of each row */
  reorder(order) {
    this.order = order;
    this.rank = new Uint32Array(this.tiles.units);
    order.forEach((unit, row) => (this.rank[unit] = row));
    this.sheets.clear();
  }

  /** Colors anew: another range, or another theme. */
  rescale(greatest) {
    this.scale = 1 / greatest;
    this.sheets.clear();
  }

  arrived(place, data) {
    this.sheet(place.level, place.tile).paint(data, place.band, this.tiles.units, this.rank, this.scale);
  }

  sheet(level, tile) {
    const key = `${level}/${tile}`;
    let sheet = this.sheets.get(key);
    this.sheets.delete(key);
    sheet ??= new Sheet(this.tiles.units);
    this.sheets.set(key, sheet);
    if (this.sheets.size > MOST_SHEETS) this.sheets.delete(this.sheets.keys().next().value);
    return sheet;
  }

  /** Which bands the rows that are seen come from. */
  bands(view) {
    const seen = new Set();
    const last = Math.min(this.order.length, Math.ceil(view.r1));
    for (let row = Math.max(0, Math.floor(view.r0)); row < last; row++) {
      seen.add(Math.floor(this.order[row] / BAND));
    }
    return [...seen];
  }

  /** The coarsest level that still has a column for each pixel. */
  level(view, width) {
    const perPixel = (view.t1 - view.t0) / width;
    return Math.max(0, Math.min(this.tiles.topLevel, Math.floor(Math.log2(Math.max(1, perPixel)))));
  }

  /** The tiles of a level that a view shows, those in its middle first. */
  seen(view, level) {
    const span = COLUMNS * 2 ** level;
    const first = Math.max(0, Math.floor(view.t0 / span));
    const last = Math.min(Math.ceil(this.tiles.run.steps / span) - 1, Math.floor((view.t1 - 1e-9) / span));
    const tiles = [];
    for (let tile = first; tile <= last; tile++) tiles.push(tile);
    const middle = (first + last) / 2;
    return tiles.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  }

  /** Asks for what a view shows: first the whole course in coarse form, then the details. */
  request(view, width) {
    const places = [];
    const bands = this.bands(view);
    const add = (level) => {
      for (const tile of this.seen(view, level)) {
        for (const band of bands) places.push({ level, tile, band });
      }
    };
    const level = this.level(view, width);
    if (level < this.tiles.topLevel) add(this.tiles.topLevel);
    add(level);
    this.tiles.want(places);
  }

  /** Draws the cells: every level that is there from coarse to fine, so that finer covers coarser. */
  cells(context, view, box) {
    const level = this.level(view, box.width);
    const bands = this.bands(view);
    const rows = view.r1 - view.r0;
    const scaleX = box.width / (view.t1 - view.t0);
    context.imageSmoothingEnabled = rows > box.height;
    const top = this.tiles.topLevel;
    for (const at of new Set([top, Math.min(level + 2, top), Math.min(level + 1, top), level])) {
      const stride = 2 ** at;
      for (const tile of this.seen(view, at)) {
        const sheet = this.filled(at, tile, bands);
        if (!sheet) continue;
        const start = tile * COLUMNS * stride;
        const end = Math.min(start + COLUMNS * stride, this.tiles.run.steps);
        const from = Math.max(view.t0, start);
        const to = Math.min(view.t1, end);
        if (to <= from) continue;
        context.drawImage(
          sheet.ready(),
          (from - start) / stride, view.r0, (to - from) / stride, rows,
          box.left + (from - view.t0) * scaleX, box.top, (to - from) * scaleX, box.height,
        );
      }
    }
  }

  /** A tile's sheet, with the bands put in that were fetched before the last reordering. */
  filled(level, tile, bands) {
    const known = bands.filter((band) => this.tiles.pieces.has(Tiles.key({ level, tile, band })));
    if (!known.length) return null;
    const sheet = this.sheet(level, tile);
    for (const band of known) {
      if (!sheet.bands.has(band)) this.arrived({ level, tile, band }, this.tiles.get({ level, tile, band }));
    }
    return sheet;
  }

  /** A value that is there, at the finest level known: its mean over `steps` steps. */
  valueAt(step, unit) {
    const band = Math.floor(unit / BAND);
    const width = Math.min(BAND, this.tiles.units - band * BAND);
    for (let level = 0; level <= this.tiles.topLevel; level++) {
      const stride = 2 ** level;
      const tile = Math.floor(step / (COLUMNS * stride));
      const data = this.tiles.get({ level, tile, band });
      if (!data) continue;
      const column = Math.floor((step - tile * COLUMNS * stride) / stride);
      return { value: data[column * width + (unit - band * BAND)], steps: stride };
    }
    return null;
  }
}

/**
 * The axes, the cursor, what was found.
 * @param {CanvasRenderingContext2D} context
 * @param {{view: any, box: any, css: Record<string, string>, symbols: string[], steps: number,
 *   order: number[], rank: Uint32Array, step: number, unit: number, found: number[]}} it
 */
export function furniture(context, it) {
  const { view, box, css } = it;
  const x = (step) => box.left + ((step - view.t0) * box.width) / (view.t1 - view.t0);
  const y = (row) => box.top + ((row - view.r0) * box.height) / (view.r1 - view.r0);
  context.font = '11px system-ui, sans-serif';
  context.fillStyle = css.muted;
  context.strokeStyle = css.line;
  context.lineWidth = 1;
  context.strokeRect(box.left - 0.5, box.top - 0.5, box.width + 1, box.height + 1);
  times(context, it, x);
  rows(context, it, y);
  context.fillStyle = css.mark;
  for (const step of it.found) {
    if (step >= view.t0 && step < view.t1) context.fillRect(x(step), 0, Math.max(2, x(step + 1) - x(step)), TOP - 2);
  }
  cursor(context, it, x, y);
}

function times(context, { view, box, symbols, steps }, x) {
  const width = box.width / (view.t1 - view.t0);
  const base = box.top + box.height;
  context.textAlign = 'center';
  if (width >= 9) {
    context.font = `${Math.min(14, width + 3)}px ui-monospace, "DejaVu Sans Mono", monospace`;
    for (let step = Math.ceil(view.t0); step < Math.min(view.t1, steps); step++) {
      context.fillText(visible(symbols[step] ?? '').slice(0, 3), x(step + 0.5), base + 13);
    }
    context.font = '11px system-ui, sans-serif';
  }
  const stride = nice((view.t1 - view.t0) / Math.max(2, box.width / 90));
  for (let number = stride * Math.ceil((view.t0 + 1) / stride); number <= view.t1; number += stride) {
    const middle = x(number - 0.5); // the first step is number 1
    if (width < 9) context.fillRect(middle, base, 1, 5);
    const text = number.toLocaleString('en-US');
    context.fillText(text, Math.min(middle, box.left + box.width - 3 * text.length), base + (width >= 9 ? 28 : 17));
  }
  context.textAlign = 'right';
  context.fillText('steps', box.left - 6, base + (width >= 9 ? 28 : 17));
}

function rows(context, { view, box, order }, y) {
  context.textAlign = 'right';
  const stride = nice((view.r1 - view.r0) / Math.max(2, box.height / 22));
  for (let row = Math.ceil(view.r0 / stride) * stride; row < Math.min(view.r1, order.length); row += stride) {
    const middle = (y(row) + y(row + 1)) / 2;
    context.fillText(String(order[row]), box.left - 6, Math.min(box.top + box.height, Math.max(box.top + 8, middle + 4)));
  }
}

function cursor(context, { view, box, css, rank, step, unit }, x, y) {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  const row = rank[unit];
  const left = x(step);
  const wide = Math.max(1.5, x(step + 1) - left);
  const high = Math.max(1.5, y(row + 1) - y(row));
  for (const [color, thick] of [[css.paper, 3], [css.ink, 1.2]]) {
    context.strokeStyle = color;
    context.lineWidth = thick;
    context.strokeRect(left, box.top - 4, wide, box.height + 8);
    context.strokeRect(box.left - 4, y(row), box.width + 8, high);
  }
  context.restore();
}

/** 1, 2 or 5 times a power of ten, not below what is asked, and whole. */
function nice(least) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((f) => f * power).find((stride) => stride >= least) ?? 10 * power;
}
