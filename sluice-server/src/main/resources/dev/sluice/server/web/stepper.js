/** What both ways to step through share: keys, buttons, the story. */
import { html, nothing } from 'lit';
import { fixed } from './format.js';

/** @param {KeyboardEvent} event @returns {number | null} where arrow keys lead from a step */
export function stepFrom(event, step, last) {
  if (/^(TEXTAREA|SELECT)$/.test(event.target.tagName)) return null;
  if (event.target.tagName === 'INPUT' && event.target.type !== 'range') return null;
  const stride = event.shiftKey ? 10 : 1;
  const to = { ArrowLeft: step - stride, ArrowRight: step + stride, Home: 0, End: last }[event.key];
  if (to === undefined || event.ctrlKey || event.altKey || event.metaKey) return null;
  return Math.max(0, Math.min(last, to));
}

/** @param {{step: number, last: number, go: (step: number) => void}} given */
export const stepButtons = ({ step, last, go }) =>
  html`<div class="stepper" role="group" aria-label="Time">
    <button aria-label="First step" ?disabled=${step === 0} @click=${() => go(0)}>⇤</button>
    <button aria-label="Step back" ?disabled=${step === 0} @click=${() => go(step - 1)}>←</button>
    <input
      type="range"
      min="0"
      max=${last}
      .value=${String(step)}
      aria-label="Step"
      @input=${(event) => go(Number(event.target.value))}
    />
    <button aria-label="Step on" ?disabled=${step === last} @click=${() => go(step + 1)}>→</button>
    <button aria-label="Last step" ?disabled=${step === last} @click=${() => go(last)}>⇥</button>
    <output class="tabular">step ${step + 1} of ${last + 1}</output>
  </div>`;

/** @param {{name: string, sentence: string}[]} told */
export const storyList = (told) =>
  html`<ol class="story" aria-live="polite">
    ${told.map(
      (one) => html`<li><b>${one.name}</b> <span>${one.sentence}</span></li>`,
    )}
  </ol>`;

/** What the equations' names are worth at a step, old states by their name, new ones with a prime. */
export function named({ before, values, after }) {
  const all = { ...values, ...before };
  for (const [state, value] of Object.entries(after)) all[`${state}'`] = value;
  return all;
}

export const valueTable = (step) =>
  html`<table class="values">
    <thead>
      <tr><th scope="col">Name</th><th scope="col" class="num">Before</th><th scope="col" class="num">Now</th></tr>
    </thead>
    <tbody>
      ${Object.entries(step.values)
        .filter(([name]) => !(name in step.after) && !(name.replace("'", '') in step.after))
        .map(([name, value]) => html`<tr>
          <th scope="row"><code>${name}</code></th><td></td><td class="num">${fixed(value, 3)}</td>
        </tr>`)}
      ${Object.keys(step.after).map(
        (state) => html`<tr class="state">
          <th scope="row"><code>${state}</code></th>
          <td class="num">${fixed(step.before[state], 3)}</td>
          <td class="num">${fixed(step.after[state], 3)}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;

/** Bars of the symbols that may come next. */
export const nextBars = (next, show, chosen, choose) => {
  if (!next?.length) return nothing;
  return html`<div class="bars" role=${choose ? 'group' : 'list'} aria-label="What may come next">
    ${next.map((one) => {
      const bar = html`<span class="bar-name">${show(one.symbol)}</span>
        <span class="bar-room"><span class="bar" style="width:${100 * one.probability}%"></span></span>
        <span class="bar-number">${one.probability < 0.0005 ? '< 0.1' : (100 * one.probability).toFixed(1)} %</span>`;
      return choose
        ? html`<button class="bar-row" aria-pressed=${one.symbol === chosen} @click=${() => choose(one.symbol)}>${bar}</button>`
        : html`<div class="bar-row" role="listitem">${bar}</div>`;
    })}
  </div>`;
};
