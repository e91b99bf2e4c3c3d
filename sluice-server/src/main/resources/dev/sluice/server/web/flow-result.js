/** What a comparison of gradient flows shows: lines over the lag, and what their slopes mean. */
import { html, nothing } from 'lit';
import { lineStyle } from './colors.js';
import { fixed } from './format.js';
import './line-chart.js';

/** What a line that ends means: the product of Jacobians is zero, or values became too large. */
const GONE = 'no gradient from here on';
const LOST = 'no finite number from here on';
const endOf = (path) => (Number.isFinite(path.perStep) ? LOST : GONE);

/**
 * @typedef {{title: string, color: number, paths: {path: string, log10: (number|null)[],
 *   mean: (number|null)[], perStep: number|null, verdict: string}[],
 *   states?: {state: string, gradient: number[]}[], note?: string}} Flow
 */

const toPoints = (values) => values.map((value, lag) => [lag, value]);

/**
 * @param {Flow[]} flows
 * @param {boolean} mean whether of the mean direction instead of the strongest
 * @param {boolean} paths whether of each state alone as well
 */
export function jacobianChart(flows, mean, paths) {
  const series = flows.flatMap((flow) =>
    flow.paths
      .filter((one) => paths || one.path === 'all')
      .map((one, p) => ({
        name: one.path === 'all' ? flow.title : `${flow.title} through ${one.path}`,
        points: toPoints(mean ? one.mean : one.log10),
        color: flow.color,
        dash: one.path === 'all' ? 0 : p,
        thin: one.path !== 'all',
        end: endOf(one),
      })),
  );
  return html`<line-chart
    .series=${series}
    .height=${320}
    label="Norm of the product of Jacobians"
    xLabel="lag (steps back)"
    yLabel=${mean ? 'log₁₀ mean ‖∂s/∂s₀‖' : 'log₁₀ ‖∂s/∂s₀‖'}
    zero
  ></line-chart>`;
}

/** @param {Flow[]} flows */
export function lossChart(flows) {
  const series = flows.flatMap((flow) =>
    (flow.states ?? []).map((one, s) => ({
      name: `${flow.title} ${one.state}`,
      points: toPoints(one.gradient),
      color: flow.color,
      dash: s,
      end: flow.paths[0].verdict === 'explodes' ? LOST : GONE,
    })),
  );
  if (!series.length) return nothing;
  return html`<h2>Gradient of a loss at the end, state by state</h2>
    <line-chart
      .series=${series}
      .height=${240}
      label="Norm of the loss's gradient"
      xLabel="lag (steps back)"
      yLabel="log₁₀ |∂L/∂s|"
    ></line-chart>`;
}

/** @param {Flow[]} flows @param {boolean} paths */
export const verdicts = (flows, paths) =>
  html`<ul class="verdicts" aria-live="polite">
    ${flows.map((flow) => {
      const all = flow.paths.find((one) => one.path === 'all') ?? flow.paths[0];
      return html`<li>
        <i style="background:${lineStyle(flow.color).color}"></i>
        <span>
          <b>${flow.title}</b> ${sentence(all)}
          ${flow.note ? html`<small class="note">${flow.note}</small>` : nothing}
          ${flow.paths.length > 2 && paths
            ? html`<small class="note">
                ${flow.paths
                  .filter((one) => one !== all)
                  .map((one) => `Through ${one.path}: ${perStep(one.perStep)} per step, ${one.verdict}. `)}
              </small>`
            : nothing}
        </span>
      </li>`;
    })}
  </ul>`;

const perStep = (value) =>
  Number.isFinite(value) ? `${value > 0 ? '+' : ''}${fixed(value, Math.abs(value) < 0.01 ? 4 : 3)}` : 'nothing is left';

/** What the slope means: how much of the gradient a step keeps. */
function sentence(path) {
  const last = path.log10.findLastIndex((value) => Number.isFinite(value));
  const end = path.log10[last];
  const steps = path.log10.length - 1;
  if (last < 1) return 'gives no finite gradient, not even one step back.';
  if (!Number.isFinite(path.perStep)) {
    return `${path.verdict}: after ${last} ${last === 1 ? 'step' : 'steps'} there is no gradient any more.`;
  }
  const factor = 10 ** path.perStep;
  const kept =
    factor < 1
      ? `each step keeps ${fixed(100 * factor, factor > 0.99 ? 2 : 1)} %`
      : `each step multiplies by ${fixed(factor, 3)}`;
  const gone =
    last === steps
      ? html`; after ${steps} steps 10<sup>${fixed(end, 1)}</sup> is left`
      : `; after ${last} steps there is ${endOf(path)}`;
  return html`${path.verdict}: ${perStep(path.perStep)} per step in log₁₀, so ${kept}${gone}.`;
}
