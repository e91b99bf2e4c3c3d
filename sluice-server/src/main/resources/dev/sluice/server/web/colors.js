/**
 * Colors for values: nothing is the paper's own color, positive goes to blue, negative to orange,
 * in even steps of CIELAB, so that equal differences look equal and no color-blind reader is lost.
 */
import { blend } from './lab.js';

/** Okabe and Ito's colors for lines, with a dash each: nothing is told by color alone. */
const LINES = {
  light: ['#0072b2', '#d55e00', '#008f68', '#b0578d', '#a87400', '#2f8fc4', '#333333'],
  dark: ['#56b4e9', '#ff8a3c', '#2fc79a', '#e59fc6', '#f0b43c', '#9ad3f5', '#dddddd'],
};
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '12 4', '4 4', '1 3'];

const ENDS = {
  light: { zero: '#ffffff', plus: ['#79abd6', '#005aa3'], minus: ['#ec9657', '#ab4300'], line: '#8b97a4' },
  dark: { zero: '#10151b', plus: ['#2a6797', '#6cc4ff'], minus: ['#8f5418', '#ffa24d'], line: '#74808d' },
};

const media = matchMedia('(prefers-color-scheme: dark)');

/** @type {'auto' | 'light' | 'dark'} */
let chosen = 'auto';
const listeners = new Set();

export const isDark = () => (chosen === 'auto' ? media.matches : chosen === 'dark');
export const theme = () => chosen;

/** @param {'auto' | 'light' | 'dark'} next */
export function setTheme(next) {
  chosen = next;
  if (next === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem('sluice-theme', next);
  } catch {
    // A browser that keeps nothing still shows the page.
  }
  listeners.forEach((listen) => listen());
}

/** @param {() => void} listen @returns {() => void} stops listening */
export function onTheme(listen) {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

media.addEventListener('change', () => listeners.forEach((listen) => listen()));
try {
  const kept = localStorage.getItem('sluice-theme');
  if (kept === 'light' || kept === 'dark') setTheme(kept);
} catch {
  // As above.
}

const scheme = () => (isDark() ? 'dark' : 'light');

/** The color and dash of the line number `index`. */
export function lineStyle(index) {
  const colors = LINES[scheme()];
  return { color: colors[index % colors.length], dash: DASHES[index % DASHES.length] };
}

/** From a color to another by a third one between: straight through CIELAB, blue turns violet. */
function through(from, between, to) {
  const near = blend(from, between);
  const far = blend(between, to);
  return (share) => (share < 0.5 ? near(2 * share) : far(2 * share - 1));
}

const tables = new Map();

/** 511 colors from −1 to 1; `line` starts from gray, for strokes that have to be seen at 0 too. */
function table(kind) {
  const key = scheme() + kind;
  if (!tables.has(key)) {
    const ends = ENDS[scheme()];
    const strokes = kind === 'line';
    const plus = strokes ? blend(ends.line, ends.plus[1]) : through(ends.zero, ...ends.plus);
    const minus = strokes ? blend(ends.line, ends.minus[1]) : through(ends.zero, ...ends.minus);
    const css = [];
    for (let i = -255; i <= 255; i++) css.push(i < 0 ? minus(-i / 255) : plus(i / 255));
    tables.set(key, css);
  }
  return tables.get(key);
}

const place = (value) => 255 + Math.round(255 * Math.max(-1, Math.min(1, value || 0)));

/** The fill of a value between −1 and 1. */
export const fill = (value) => table('fill')[place(value)];

/** The stroke of a value between −1 and 1. */
export const stroke = (value) => table('line')[place(value)];

/** What can be read on that fill. */
export function ink(value) {
  const strong = Math.abs(value) > (isDark() ? 0.58 : 0.75);
  return strong === isDark() ? '#0b0f14' : isDark() ? '#e9eef4' : strong ? '#ffffff' : '#18212b';
}

/** The fills as little-endian RGBA words, for canvases. */
export function words() {
  const key = `${scheme()}words`;
  if (!tables.has(key)) {
    const list = table('fill').map((css) => {
      const [r, g, b] = css.match(/\d+/g).map(Number);
      return (255 << 24) | (b << 16) | (g << 8) | r;
    });
    tables.set(key, new Uint32Array(list));
  }
  return tables.get(key);
}

/** The colors between −1 and 1, for a legend. */
export const legend = () => [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1].map(fill);
