/** A number with its limits. What it cannot be it does not become silently: a sentence says so. */
import { html } from 'lit';
import { View } from './view.js';

class NumberField extends View {
  static properties = {
    label: { type: String },
    value: { type: Number },
    min: { type: Number },
    max: { type: Number },
    step: { attribute: false },
    change: { attribute: false },
    told: { state: true },
  };

  constructor() {
    super();
    this.label = '';
    this.value = 0;
    /** @type {number | 'any'} `any` for numbers that need not be whole */
    this.step = 1;
    /** @type {(value: number) => void} */ this.change = () => {};
    this.told = '';
  }

  willUpdate(changed) {
    if (changed.has('value') && this.value !== this.kept) this.told = '';
  }

  render() {
    return html`<label class="field">
        <span>${this.label}</span>
        <input
          type="number"
          min=${this.min}
          max=${this.max}
          step=${this.step}
          .value=${String(this.value)}
          @input=${() => (this.told = '')}
          @change=${this.take}
        />
      </label>
      <small class="told" role="status">${this.told}</small>`;
  }

  take(event) {
    const typed = event.target.value.trim();
    const given = Number(typed);
    const isNumber = typed !== '' && Number.isFinite(given);
    const whole = this.step === 'any' ? given : Math.round(given);
    this.kept = isNumber ? Math.max(this.min, Math.min(this.max, whole)) : this.value;
    this.told = isNumber ? this.why(given) : `${this.name} must be a number; it stays ${shown(this.kept)}.`;
    event.target.value = String(this.kept);
    this.change(this.kept);
  }

  get name() {
    return this.label.split(',')[0];
  }

  why(given) {
    const became = `${shown(given)} became ${shown(this.kept)}.`;
    if (given > this.max) return `${this.name} is at most ${shown(this.max)}: ${became}`;
    if (given < this.min) return `${this.name} is at least ${shown(this.min)}: ${became}`;
    return given === this.kept ? '' : `${this.name} is a whole number: ${became}`;
  }
}

const shown = (value) => value.toLocaleString('en-US', { maximumSignificantDigits: 15 });

customElements.define('number-field', NumberField);
