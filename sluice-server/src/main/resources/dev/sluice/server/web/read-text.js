/** The text that the model reads: one for all views that show the model at it. */
import { html, nothing } from 'lit';
import { View, busyBar, errorBox } from './view.js';
import { store } from './store.js';
import { count } from './format.js';

const MOST_OF_A_FILE = 200_000;

class ReadText extends View {
  static properties = { folded: { type: Boolean }, text: { state: true }, told: { state: true } };

  constructor() {
    super();
    this.folded = false;
    this.text = '';
    this.told = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this.text = store.run?.text ?? store.model?.example ?? '';
    store.forgive();
    store.openExample();
  }

  render() {
    const { run } = store;
    return html`${this.folded
        ? html`<details class="panel" ?open=${!run}>
            <summary>Text the model read${run ? `: ${count(run.steps)} steps` : ''}</summary>
            ${this.fields()}
          </details>`
        : this.fields()}
      ${busyBar(store.opening, 'The model reads …')} ${errorBox(store.runError)}`;
  }

  fields() {
    return html`<label class="field grow">
        <span>Text for the model</span>
        <textarea
          class="text"
          rows="3"
          .value=${this.text}
          @input=${(event) => this.typed(event.target.value)}
          @keydown=${(event) => event.key === 'Enter' && event.ctrlKey && this.read()}
        ></textarea>
      </label>
      <div class="row">
        <button class="primary" ?disabled=${!this.text || store.opening} @click=${this.read}>Read it</button>
        <label class="button"
          >From a file
          <input type="file" accept="text/*,.txt,.md" @change=${this.file} />
        </label>
        <small class="note" role="status">${this.told || nothing}</small>
      </div>`;
  }

  typed(text) {
    this.text = text;
    this.told = '';
    store.forgive();
  }

  read() {
    store.open(this.text);
  }

  async file(event) {
    const file = event.target.files[0];
    if (!file) return;
    const whole = await file.text();
    this.typed(whole.slice(0, MOST_OF_A_FILE));
    if (whole.length > MOST_OF_A_FILE) {
      this.told = `${file.name} has ${count(whole.length)} characters; the first ${count(MOST_OF_A_FILE)} are read.`;
    }
    this.read();
  }
}

customElements.define('read-text', ReadText);
