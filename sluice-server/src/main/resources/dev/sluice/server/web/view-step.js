/** Step through: one unit, step by step; with a model in its text, without one in small numbers. */
import { html } from 'lit';
import { View } from './view.js';
import { store } from './store.js';
import './step-model.js';
import './step-bare.js';

class ViewStep extends View {
  static properties = { bare: { state: true } };

  constructor() {
    super();
    this.bare = !store.readsText;
  }

  render() {
    const bare = this.bare || !store.readsText;
    return html`${store.readsText
        ? html`<div class="segmented" role="group" aria-label="What to step through">
            <button aria-pressed=${!bare} @click=${() => (this.bare = false)}>The model</button>
            <button aria-pressed=${bare} @click=${() => (this.bare = true)}>A cell alone</button>
          </div>`
        : html`<p class="note">
            ${store.model
              ? html`<b>${store.model.file}</b> reads no text (${store.model.what}), so its layers are shown
                  alone, with their own weights, at numbers that you give. A cell of the list begins with
                  random weights.`
              : html`No model of text is open, so this is a cell alone with random weights.
                  <a href="#train">Train a model</a> to step through its text.`}
          </p>`}
      ${bare ? html`<step-bare></step-bare>` : html`<step-model></step-model>`}`;
  }
}

customElements.define('view-step', ViewStep);
