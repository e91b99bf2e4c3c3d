/**
 * The picture of a cell as the server draws it, and, where values are given, alive: lines and boxes
 * take the color of what they carry, valves open as far as their gates, numbers stand beside them.
 */
import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { View } from './view.js';
import { fill, ink, stroke } from './colors.js';
import { fade } from './fade.js';
import { fixed } from './format.js';
import { valuesOfNodes } from './node-values.js';

const SVG = 'http://www.w3.org/2000/svg';
const HARMLESS = new Set(['svg', 'title', 'desc', 'rect', 'path', 'circle', 'text', 'tspan', 'g']);

export class CellPicture extends View {
  static properties = {
    svg: { type: String },
    name: { type: String },
    values: { attribute: false },
  };

  constructor() {
    super();
    this.svg = '';
    this.name = '';
    /** By the names of the equations, old states as `c`, new ones as `c'`; null: no values. */
    /** @type {Record<string, number> | null} */ this.values = null;
  }

  render() {
    return html`<div class="picture" role="img" tabindex="0" aria-label="Picture of ${this.name}" ${ref(fade)}></div>
      ${this.values ? html`<p class="picture-note">${legendText}</p>` : nothing}`;
  }

  updated(changed) {
    if (changed.has('svg')) this.draw();
    this.color();
  }

  draw() {
    const room = this.querySelector('.picture');
    room.replaceChildren();
    if (!this.svg) return;
    const parsed = new DOMParser().parseFromString(this.svg, 'image/svg+xml');
    const root = parsed.documentElement;
    if (root.nodeName !== 'svg') return;
    for (const element of root.querySelectorAll('*')) {
      if (!HARMLESS.has(element.nodeName)) element.remove();
    }
    root.querySelector('desc')?.remove();
    room.append(document.importNode(root, true));
    const drawing = room.firstElementChild;
    drawing.setAttribute('aria-hidden', 'true');
    drawing.style.maxWidth = `${root.getAttribute('width')}px`;
    drawing.removeAttribute('width');
    drawing.removeAttribute('height');
    for (const box of drawing.querySelectorAll('rect[data-node]')) {
      box.addEventListener('pointerenter', () => this.pointAt(box));
    }
  }

  pointAt(box) {
    const equation = box.querySelector('title')?.textContent ?? '';
    this.dispatchEvent(new CustomEvent('equation', { detail: equation, bubbles: true }));
  }

  color() {
    const drawing = this.querySelector('svg');
    if (!drawing) return;
    drawing.querySelectorAll('.alive').forEach((element) => element.remove());
    drawing.classList.toggle('live', this.values !== null);
    const nodes = this.values ? valuesOfNodes(drawing, this.values) : new Map();
    for (const element of drawing.querySelectorAll('[data-node]')) {
      const value = nodes.get(element.dataset.node);
      if (element.nodeName === 'rect') this.box(element, value, nodes);
      else wire(element, value);
    }
    if (this.values) this.ends(drawing);
    const told = Object.entries(this.values ?? {}).map(([name, value]) => `${name} ${fixed(value)}`);
    const label = `Picture of ${this.name}${told.length ? `: ${told.join(', ')}` : ''}`;
    this.querySelector('.picture').setAttribute('aria-label', label);
  }

  /** A box shows its number instead of its function; a valve opens; an operator has it beside. */
  box(rect, value, nodes) {
    const known = value !== undefined;
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((a) => Number(rect.getAttribute(a)));
    const inside = this.textsIn(rect, x, y, width, height);
    rect.style.fill = '';
    inside.forEach((text) => (text.style.fill = ''));
    const small = inside.find((text) => text.classList.contains('small'));
    if (small) small.style.display = known ? 'none' : '';
    if (!known) return;
    const number = fixed(value);
    if (height > 30) {
      rect.style.fill = fill(value);
      inside.forEach((text) => (text.style.fill = ink(value)));
      const below = label(x + width / 2, y + height - 9, number, 'middle', 'number');
      below.style.fill = ink(value);
      rect.parentNode.append(below);
      return;
    }
    if (rect.classList.contains('valve')) this.ring(rect, x + width / 2, y + height / 2, nodes);
    rect.style.fill = fill(value);
    inside.forEach((text) => (text.style.fill = ink(value)));
    rect.parentNode.append(label(x + width + 5, y - 3, number, 'start', 'number beside'));
  }

  /** Around a valve, an arc as long as its gate is open: all round is 1. */
  ring(rect, x, y, nodes) {
    const gates = rect.dataset.reads.split(' ').filter((node) => this.isGate(rect.parentNode, node));
    const open = nodes.get(gates[0]);
    if (open === undefined) return;
    const radius = 12;
    const around = 2 * Math.PI * radius;
    for (const [name, length] of [['open', around * Math.max(0, Math.min(1, open))]]) {
      const arc = document.createElementNS(SVG, 'circle');
      const given = { cx: x, cy: y, r: radius, class: `alive ${name}`, 'stroke-dasharray': `${length} ${around}` };
      Object.entries({ ...given, transform: `rotate(-90 ${x} ${y})` }).forEach(([key, is]) => arc.setAttribute(key, is));
      rect.after(arc);
    }
  }

  /** Whether a node is a gate, or 1 − a gate. */
  isGate(drawing, node) {
    const box = drawing.querySelector(`rect[data-node="${node}"]`);
    if (!box) return false;
    const before = box.dataset.operation === '1 −' ? box.dataset.reads : null;
    return box.classList.contains('gate') || (before !== null && this.isGate(drawing, before));
  }

  textsIn(rect, x, y, width, height) {
    return [...rect.parentNode.querySelectorAll('text:not(.alive)')].filter((text) => {
      const [tx, ty] = [Number(text.getAttribute('x')), Number(text.getAttribute('y'))];
      return tx > x && tx < x + width && ty > y && ty < y + height;
    });
  }

  /** Below the names at the left and right ends stand the states' numbers. */
  ends(drawing) {
    for (const text of drawing.querySelectorAll('text:not(.alive)')) {
      const anchor = text.getAttribute('text-anchor');
      if (text.getAttribute('font-weight') !== '600' || anchor === 'middle') continue;
      const name = text.firstChild.textContent.replace('′', "'");
      const value = this.values[name];
      if (value === undefined || (anchor === null && !name.endsWith("'"))) continue;
      const [x, y] = [Number(text.getAttribute('x')), Number(text.getAttribute('y'))];
      const left = anchor === 'end' ? 2 : x;
      drawing.append(label(left, y + 16, fixed(value), 'start', 'number beside'));
    }
  }
}

const legendText = html`Blue is positive, orange negative, the paper's color 0; lines are wider where
values are larger. The ring around a valve shows how far its gate is open.`;

function wire(element, value) {
  const end = element.nodeName === 'circle' || !element.classList.contains('wire');
  const known = value !== undefined;
  element.style[end ? 'fill' : 'stroke'] = known ? stroke(value) : '';
  if (!end) {
    const base = element.classList.contains('lane') ? 2.2 : 1.4;
    element.style.strokeWidth = known ? `${base + 2.6 * Math.min(1, Math.abs(value))}px` : '';
  }
}

function label(x, y, content, anchor, classes) {
  const text = document.createElementNS(SVG, 'text');
  text.setAttribute('x', String(x));
  text.setAttribute('y', String(y));
  text.setAttribute('text-anchor', anchor);
  text.setAttribute('class', `alive ${classes}`);
  text.textContent = content;
  return text;
}

customElements.define('cell-picture', CellPicture);
