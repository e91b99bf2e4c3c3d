/** Lines over a number: axes with units, a legend, and a cursor for pointer and arrow keys. */
import { html, svg, nothing } from 'lit';
import { line, scaleLinear, scaleLog } from './d3.js';
import { View } from './view.js';
import { lineStyle } from './colors.js';
import { short } from './format.js';

const MARGIN = { top: 10, right: 22, bottom: 40, left: 66 };
const MOST_POINTS = 1500;

/**
 * @typedef {{name: string, points: [number, number][], color?: number, dash?: number, thin?: boolean,
 *   hidden?: boolean, end?: string}} Series `color` and `dash` number the line's style; points in
 *   order of x; `end` says what it means where the last ones are no numbers
 */

export class LineChart extends View {
  static properties = {
    series: { attribute: false },
    xLabel: { type: String },
    yLabel: { type: String },
    label: { type: String },
    log: { type: Boolean },
    height: { type: Number },
    yDomain: { attribute: false },
    zero: { type: Boolean },
    width: { state: true },
    at: { state: true },
  };

  constructor() {
    super();
    /** @type {Series[]} */ this.series = [];
    this.height = 300;
    this.width = 0;
    this.at = null;
    this.log = false;
    this.zero = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.observer = new ResizeObserver(([entry]) => {
      this.width = Math.round(entry.contentRect.width);
    });
    this.observer.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  get visibleSeries() {
    return this.series.filter((one) => !one.hidden && one.points.length);
  }

  scales() {
    const points = this.visibleSeries.flatMap((one) => one.points);
    const xs = points.map((p) => p[0]);
    const ys = points.map((p) => p[1]).filter((y) => Number.isFinite(y) && (!this.log || y > 0));
    let [bottom, top] = this.yDomain ?? [least(ys), greatest(ys)];
    if (this.zero) [bottom, top] = [Math.min(0, bottom), Math.max(0, top)];
    if (bottom === top) [bottom, top] = this.log ? [bottom / 2, top * 2] : [bottom - 1, top + 1];
    const right = greatest(xs) > least(xs) ? greatest(xs) : least(xs) + 1;
    const x = scaleLinear([least(xs), right], [MARGIN.left, this.width - MARGIN.right]);
    const range = [this.height - MARGIN.bottom, MARGIN.top];
    const y = this.log ? scaleLog([bottom, top], range) : scaleLinear([bottom, top], range).nice();
    return { x, y };
  }

  render() {
    const shown = this.visibleSeries;
    if (!this.width) return html`<div class="chart-room" style="height:${this.height}px"></div>`;
    if (!shown.length) {
      return html`<div class="chart-room none" style="height:${this.height}px">Nothing to show yet</div>`;
    }
    const { x, y } = this.scales();
    // What is counted along x, steps or updates, is whole.
    const xTicks = x.ticks(Math.max(2, Math.min(10, this.width / 80))).filter(Number.isInteger);
    const lines = Math.max(3, Math.round(this.height / 48));
    const yTicks = this.log ? roundOnes(y.ticks(), y.domain()) : y.ticks(lines);
    const yText = this.log ? short : y.tickFormat(lines);
    const left = MARGIN.left;
    const right = this.width - MARGIN.right;
    const bottom = this.height - MARGIN.bottom;
    const at = this.at === null ? null : this.nearest(this.at);
    return html`<svg
        class="chart"
        width=${this.width}
        height=${this.height}
        tabindex="0"
        role="application"
        aria-roledescription="chart"
        aria-label="${this.label}. ${this.yLabel} over ${this.xLabel}. Arrow keys read values."
        @pointermove=${(event) => this.point(event, x)}
        @pointerleave=${() => (this.at = null)}
        @keydown=${this.key}
        @blur=${() => (this.at = null)}
      >
        ${yTicks.map(
          (tick) => svg`<line class="grid" x1=${left} x2=${right} y1=${y(tick)} y2=${y(tick)} />
            <text class="tick" x=${left - 7} y=${y(tick) + 4} text-anchor="end">${yText(tick)}</text>`,
        )}
        ${xTicks.map(
          (tick) => svg`<line class="mark" x1=${x(tick)} x2=${x(tick)} y1=${bottom} y2=${bottom + 5} />
            <text class="tick" x=${x(tick)} y=${bottom + 18} text-anchor="middle">${tick.toLocaleString('en-US')}</text>`,
        )}
        <line class="axis" x1=${left} x2=${right} y1=${bottom} y2=${bottom} />
        <text class="axis-name" x=${(left + right) / 2} y=${this.height - 4} text-anchor="middle">
          ${this.xLabel}
        </text>
        <text
          class="axis-name"
          transform="translate(12 ${(MARGIN.top + bottom) / 2}) rotate(-90)"
          text-anchor="middle"
        >
          ${this.yLabel}
        </text>
        ${shown.map((one) => this.line(one, x, y))}
        ${at === null ? nothing : this.cursor(at, x, y, shown)}
      </svg>
      ${this.readout(at)}`;
  }

  styleOf(one) {
    const index = this.series.indexOf(one);
    return { color: lineStyle(one.color ?? index).color, dash: lineStyle(one.dash ?? 0).dash };
  }

  line(one, x, y) {
    const style = this.styleOf(one);
    const fits = (p) => Number.isFinite(p[1]) && (!this.log || p[1] > 0);
    const path = line(
      (p) => x(p[0]),
      (p) => y(p[1]),
    ).defined(fits)(thinned(one.points));
    return svg`<path class="series" d=${path ?? ''} stroke=${style.color} fill="none"
        stroke-width=${one.thin ? 1.3 : 2.2} stroke-dasharray=${style.dash} />
      ${this.end(one, x, y, style.color)}`;
  }

  /** A cross where a line ends before its points do. */
  end(one, x, y, color) {
    const end = endOf(one);
    if (!end) return nothing;
    const at = [x(end[0]), y(end[1])];
    return svg`<g class="end" stroke=${color} transform="translate(${at.join(' ')})">
      <path d="M-5-5L5 5M-5 5L5-5" /><title>${one.name}: ${one.end}</title>
    </g>`;
  }

  cursor(at, x, y, shown) {
    const dots = shown.map((one) => [one, valueAt(one.points, at)]).filter(([, p]) => p);
    return svg`<line class="cursor" x1=${x(at)} x2=${x(at)} y1=${MARGIN.top}
        y2=${this.height - MARGIN.bottom} />
      ${dots
        .filter(([, p]) => Number.isFinite(p[1]) && (!this.log || p[1] > 0))
        .map(([one, p]) => svg`<circle r="3.6" cx=${x(p[0])} cy=${y(p[1])} fill=${this.styleOf(one).color} />`)}`;
  }

  /** The legend; with a cursor it has the numbers there. */
  readout(at) {
    return html`<div class="legend">
      ${this.series
        .filter((one) => !one.hidden)
        .map((one) => {
          const style = this.styleOf(one);
          const point = at === null ? null : valueAt(one.points, at);
          return html`<span class="key">
            <svg width="26" height="10" aria-hidden="true">
              <line
                x1="1" x2="25" y1="5" y2="5" stroke=${style.color}
                stroke-width=${one.thin ? 1.6 : 2.6} stroke-dasharray=${style.dash} />
            </svg>
            ${one.name}${point ? html` <b>${short(point[1])}</b>` : nothing}
            ${endOf(one) ? html`<small>× ${one.end}</small>` : nothing}
          </span>`;
        })}
      <span class="key at" aria-live="polite">${at === null ? '' : `${this.xLabel}: ${short(at)}`}</span>
    </div>`;
  }

  nearest(x) {
    let best = null;
    for (const one of this.visibleSeries) {
      const point = valueAt(one.points, x);
      if (point && (best === null || Math.abs(point[0] - x) < Math.abs(best - x))) best = point[0];
    }
    return best;
  }

  point(event, x) {
    const box = event.currentTarget.getBoundingClientRect();
    this.at = x.invert(event.clientX - box.left);
  }

  key(event) {
    const points = this.visibleSeries[0]?.points;
    if (!points?.length) return;
    const last = points.length - 1;
    const here = this.at === null ? (event.key === 'ArrowLeft' ? last + 1 : -1) : indexAt(points, this.at);
    const stride = event.shiftKey ? 10 : 1;
    const to = { ArrowLeft: here - stride, ArrowRight: here + stride, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.at = points[Math.max(0, Math.min(last, to))][0];
  }
}

const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
const greatest = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);

/** On a logarithmic axis 1, 2 and 5 times powers of ten, or the powers alone if these are many. */
function roundOnes(ticks, domain) {
  const leading = (tick) => Number((tick / 10 ** Math.floor(Math.log10(tick) + 1e-9)).toPrecision(6));
  const some = ticks.filter((tick) => [1, 2, 5].includes(leading(tick)));
  if (!domain.every(Number.isFinite)) return []; // nothing can be drawn yet
  if (some.length < 2) return scaleLinear().domain(domain).ticks(4); // within less than a power of ten
  return some.length <= 8 ? some : ticks.filter((tick) => leading(tick) === 1);
}

/** The last point of a line that ends before its points do. */
function endOf(one) {
  const last = one.end ? one.points.findLastIndex((point) => Number.isFinite(point[1])) : -1;
  return last >= 0 && last < one.points.length - 1 ? one.points[last] : null;
}

/** The index of the point whose x is nearest. */
function indexAt(points, x) {
  let low = 0;
  let high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle][0] <= x) low = middle;
    else high = middle;
  }
  return Math.abs(points[low][0] - x) <= Math.abs(points[high][0] - x) ? low : high;
}

const valueAt = (points, x) => (points.length ? points[indexAt(points, x)] : null);

/** Of very many points the least and the greatest of each stretch, so that no peak is lost. */
function thinned(points) {
  if (points.length <= MOST_POINTS) return points;
  const stretch = Math.ceil((2 * points.length) / MOST_POINTS);
  const kept = [];
  for (let from = 0; from < points.length; from += stretch) {
    const part = points.slice(from, from + stretch);
    const low = part.reduce((a, b) => (b[1] < a[1] ? b : a));
    const high = part.reduce((a, b) => (b[1] > a[1] ? b : a));
    kept.push(...(low[0] <= high[0] ? [low, high] : [high, low]));
  }
  return kept;
}

customElements.define('line-chart', LineChart);
