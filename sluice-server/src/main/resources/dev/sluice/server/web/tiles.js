/**
 * A value's history in pieces, at the detail that can be seen. At level `l` a column is the mean of
 * 2^l steps; a piece is 256 columns by 128 units, 128 KiB. Only pieces that are asked for are fetched.
 */
import { api } from './api.js';

export const COLUMNS = 256;
export const BAND = 128;
const AT_ONCE = 6;
const MOST_PIECES = 512;

/** @typedef {{level: number, tile: number, band: number}} Place */

export class Tiles {
  /**
   * @param {{id: string, steps: number}} run
   * @param {string} value as `layer0.c`
   * @param {number} units
   * @param {(place: Place, data: Float32Array) => void} arrived data as `[column][unit of the band]`
   * @param {(message: string) => void} failed
   */
  constructor(run, value, units, arrived, failed) {
    Object.assign(this, { run, value, units, arrived, failed });
    /** @type {Map<string, Float32Array>} in order of use, the oldest first */
    this.pieces = new Map();
    this.flying = new Map();
    /** @type {Place[]} */ this.wanted = [];
    this.closed = false;
    this.broken = false;
  }

  get topLevel() {
    return Math.max(0, Math.ceil(Math.log2(this.run.steps / COLUMNS)));
  }

  static key({ level, tile, band }) {
    return `${level}/${tile}/${band}`;
  }

  /** @param {Place} place @returns {Float32Array | undefined} */
  get(place) {
    const key = Tiles.key(place);
    const data = this.pieces.get(key);
    if (data) {
      this.pieces.delete(key);
      this.pieces.set(key, data);
    }
    return data;
  }

  /** Says what is seen now, most important first; what was wanted before and is not is forgotten. */
  want(places) {
    this.wanted = places.filter((place) => {
      const key = Tiles.key(place);
      return !this.pieces.has(key) && !this.flying.has(key);
    });
    const needed = new Set(places.map(Tiles.key));
    for (const [key, controller] of this.flying) if (!needed.has(key)) controller.abort();
    this.pump();
  }

  pump() {
    while (!this.closed && !this.broken && this.flying.size < AT_ONCE && this.wanted.length) {
      this.fetch(this.wanted.shift());
    }
  }

  async fetch(place) {
    const key = Tiles.key(place);
    const controller = new AbortController();
    this.flying.set(key, controller);
    const stride = 2 ** place.level;
    const from = place.tile * COLUMNS * stride;
    const to = Math.min(this.run.steps, from + COLUMNS * stride);
    const first = place.band * BAND;
    const last = Math.min(this.units, first + BAND);
    const columns = Math.ceil((to - from) / stride);
    try {
      const of = { value: this.value, from, to, first, last, columns };
      const { data } = await api.values(this.run.id, of, controller.signal);
      if (this.closed) return;
      this.pieces.set(key, data);
      if (this.pieces.size > MOST_PIECES) this.pieces.delete(this.pieces.keys().next().value);
      this.arrived(place, data);
    } catch (error) {
      if (error.name !== 'AbortError' && !this.closed) {
        this.broken = true;
        this.failed(error.message);
      }
    } finally {
      this.flying.delete(key);
      this.pump();
    }
  }

  close() {
    this.closed = true;
    for (const controller of this.flying.values()) controller.abort();
  }
}
