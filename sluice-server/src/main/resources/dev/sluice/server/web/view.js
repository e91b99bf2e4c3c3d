/** What all views and parts have in common: no shadow, one style sheet, the shared store. */
import { LitElement, html, nothing } from 'lit';
import { store } from './store.js';
import { onTheme } from './colors.js';

export class View extends LitElement {
  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.changed = () => {
      this.storeChanged();
      this.requestUpdate();
    };
    store.addEventListener('change', this.changed);
    this.forgetTheme = onTheme(() => this.themeChanged());
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    store.removeEventListener('change', this.changed);
    this.forgetTheme();
  }

  /** For what depends on the model or the place and has to be asked for. */
  storeChanged() {}

  themeChanged() {
    this.requestUpdate();
  }
}

/** The words of an error, as the server said them. */
export const errorBox = (message) =>
  message ? html`<p class="error" role="alert">${message}</p>` : nothing;

export const busyBar = (busy, what) =>
  busy ? html`<p class="busy" role="status"><span class="spinner"></span>${what}</p>` : nothing;

/** What a view says that needs a model. */
export function needsModel(what) {
  const other = store.model;
  return html`<section class="panel empty">
    <h2>${what} needs a model of text</h2>
    <p>
      ${other
        ? html`<b>${other.file}</b> does something else (${other.what}).`
        : html`The explorer was started without a model.`}
      Train a small one under <a href="#train">Train</a> in about a minute and press
      <b>Use this model</b> there, or start again with one:
    </p>
    <pre class="command">sluice explore bard.safetensors</pre>
  </section>`;
}

/**
 * A number with its slider.
 * @param {{label: string, value: number, min: number, max: number, step: number, shown?: string,
 *   hint?: string, change: (value: number) => void}} given
 */
export const slider = ({ label, value, min, max, step, shown, hint, change }) =>
  html`<label class="slider">
    <span class="slider-name">${label}</span>
    <output>${shown ?? value}</output>
    <input
      type="range"
      min=${min}
      max=${max}
      step=${step}
      .value=${String(value)}
      aria-valuetext=${shown ?? value}
      @input=${(event) => change(Number(event.target.value))}
    />
    ${hint ? html`<small>${hint}</small>` : nothing}
  </label>`;

/** @param {{label: string, value: number, min: number, max: number, step?: number | 'any', change: (value: number) => void}} given */
export const numberField = ({ label, value, min, max, step = 1, change }) =>
  html`<number-field
    .label=${label}
    .value=${value}
    .min=${min}
    .max=${max}
    .step=${step}
    .change=${change}
  ></number-field>`;

/** @param {{label: string, value: string, options: [string, string][], change: (value: string) => void}} given */
export const choice = ({ label, value, options, change }) =>
  html`<label class="field">
    <span>${label}</span>
    <select @change=${(event) => change(event.target.value)}>
      ${options.map(
        ([key, text]) => html`<option value=${key} .selected=${key === value}>${text}</option>`,
      )}
    </select>
  </label>`;
