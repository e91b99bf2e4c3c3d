/**
 * Cells that somebody typed on this page, for every view where a cell is chosen. They stay as long
 * as its tab is open, a reload included; the server keeps none of them.
 */
import { store } from './store.js';

const KEPT = 'sluice-cells';
const MOST = 12;
const KEY = /^own:\d+$/;

/**
 * @typedef {{key: string, name: string, text: string, changes: string[], whole: string}} OwnCell
 *   `whole` is the last text without a mistake, changes included; empty where there was none yet
 */

/** @type {OwnCell[]} */ let cells = read();

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
    return kept.filter((one) => KEY.test(one.key) && Array.isArray(one.changes) && typeof one.text === 'string');
  } catch {
    return []; // a browser that keeps nothing
  }
}

function write() {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(cells));
  } catch {
    // Then they last as long as the page.
  }
  store.tell();
}

/** @returns a cell of the catalogue by its name, or a typed one by its key */
export function cellOf(key) {
  return cells.find((one) => one.key === key) ?? store.cells.find((one) => one.name === key);
}

/** @returns {string} the equations of a cell, without a mistake */
export function textOf(key) {
  const cell = cellOf(key);
  return cell?.whole ?? cell?.text ?? '';
}

/** @returns {string} what a list calls a cell: `lstm`, or `yours: leaky` */
export function titleOf(key) {
  const own = cells.find((one) => one.key === key);
  if (!own) return key;
  const same = cells.filter((one) => one.name === own.name);
  return `yours: ${own.name}${same.length > 1 ? ` (${same.indexOf(own) + 1})` : ''}`;
}

/** @returns {[string, string][]} keys and titles: the typed cells first, then the catalogue */
export const cellOptions = () => [
  ...ownCells().filter((one) => one.whole).map(({ key }) => [key, titleOf(key)]),
  ...store.cells.map(({ name }) => [name, name]),
];

export const ownCells = () => cells;

/**
 * Keeps what stands in an editor.
 * @param {string} key what it began with, or was kept under before
 * @param {{text: string, changes: string[]}} typed
 * @returns {string} its key from now on: a name of the catalogue where it is that cell again
 */
export function keep(key, { text, changes }) {
  const known = changes.length ? undefined : store.cells.find((one) => one.text === text);
  if (known) {
    forget(key);
    return known.name;
  }
  const before = cells.find((one) => one.key === key);
  if (before) {
    cells = cells.map((one) => (one === before ? { ...before, text, changes } : one));
  } else {
    const numbers = cells.map((one) => Number(one.key.split(':')[1]));
    const next = { key: `own:${Math.max(0, ...numbers) + 1}`, name: cellOf(key)?.name ?? '', text, changes, whole: '' };
    cells = [...cells, next].slice(-MOST);
    key = next.key;
  }
  write();
  return key;
}

/** The server read it: so it can be chosen elsewhere, under its own name. */
export function isWhole(key, { name, text }) {
  const own = cells.find((one) => one.key === key);
  if (!own || (own.whole === text && own.name === name)) return;
  cells = cells.map((one) => (one === own ? { ...own, name, whole: text } : one));
  write();
}

export function forget(key) {
  if (!cells.some((one) => one.key === key)) return;
  cells = cells.filter((one) => one.key !== key);
  write();
}
