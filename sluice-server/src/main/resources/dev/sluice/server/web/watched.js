/** A training and what its events said so far. */
import { api } from './api.js';

/**
 * A browser keeps six connections to a server. Events of a training that has ended come at once,
 * so its connection is given back soon after; no more than three are open together.
 */
const AT_ONCE = 3;
const QUIET = 800;
/** @type {Watched[]} */ const waiting = [];
/** @type {Set<Watched>} */ const open = new Set();

function admit() {
  while (open.size < AT_ONCE && waiting.length) {
    const next = waiting.shift();
    open.add(next);
    next.connect();
  }
}

export class Watched {
  /**
   * @param {{id: string, title: string, state: string, options: any}} training
   * @param {() => void} changed called at most once a frame
   */
  constructor({ id, title, state, options }, changed) {
    Object.assign(this, { id, title, state, options });
    this.compared = false;
    this.changed = () => {
      this.drawing ??= requestAnimationFrame(() => {
        this.drawing = undefined;
        changed();
      });
    };
    this.open();
  }

  get isText() {
    return this.options?.words !== undefined || this.options?.task === undefined || this.options?.task === null;
  }

  /** The server sends what came before first, so everything starts anew. */
  open() {
    this.close();
    this.message = '';
    this.last = null;
    this.validation = undefined;
    /** @type {[number, number][]} */ this.losses = [];
    /** @type {[number, number][]} */ this.validations = [];
    /** @type {[number, number][]} */ this.norms = [];
    /** @type {string[]} */ this.alarms = [];
    /** @type {string[]} */ this.samples = [];
    if (this.state === 'running') waiting.unshift(this);
    else waiting.push(this);
    admit();
  }

  connect() {
    this.source = api.watch(this.id);
    this.on('progress', (event) => this.progress(event));
    this.on('sample', ({ text }) => this.samples.push(text));
    this.on('alarm', ({ message }) => this.alarms.push(message));
    this.on('state', ({ state, message }) => {
      this.state = state;
      this.message = message ?? '';
      // What came before is sent first, an earlier stop too: only a last one ends the connection.
      clearTimeout(this.ending);
      if (state !== 'running') this.ending = setTimeout(() => this.close(), QUIET);
    });
    this.source.onopen = () => {
      if (this.opened) this.restart();
      this.opened = true;
    };
  }

  on(name, take) {
    this.source.addEventListener(name, (event) => {
      take(JSON.parse(event.data));
      this.changed();
    });
  }

  /** After a break the server sends everything again. */
  restart() {
    for (const list of [this.losses, this.validations, this.norms, this.alarms, this.samples]) list.length = 0;
  }

  progress(event) {
    this.last = event;
    if (this.state === 'running') this.message = ''; // that it begins
    const { update, loss, norm, validation } = event;
    if (Number.isFinite(loss)) this.losses.push([update, loss]);
    if (Number.isFinite(norm)) this.norms.push([update, norm]);
    if (Number.isFinite(validation)) {
      this.validation = validation;
      this.validations.push([update, validation]);
    }
  }

  close() {
    clearTimeout(this.ending);
    this.source?.close();
    this.opened = false;
    open.delete(this);
    if (waiting.includes(this)) waiting.splice(waiting.indexOf(this), 1);
    admit();
  }
}
