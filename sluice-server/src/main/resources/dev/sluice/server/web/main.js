/** The frame of the page: tabs that live in the URL's hash, the theme, the model's name. */
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import { View, errorBox } from './view.js';
import { loaded, store } from './store.js';
import { setTheme, theme } from './colors.js';
import './number-field.js';
import { fade } from './fade.js';
import { count } from './format.js';

/** A view that begins anew with another model. */
const ofModel = (view) => keyed(store.shown, view);

/** Each view is loaded when it is first shown, so that the first picture does not wait for all. */
const VIEWS = [
  {
    id: 'cell', name: 'Cell',
    load: () => import('./view-cell.js'), show: () => html`<view-cell></view-cell>`,
  },
  {
    id: 'step', name: 'Step through',
    load: () => import('./view-step.js'), show: () => ofModel(html`<view-step></view-step>`),
  },
  {
    id: 'time', name: 'Over time',
    load: () => import('./view-time.js'), show: () => ofModel(html`<view-time></view-time>`),
  },
  {
    id: 'flow', name: 'Gradient flow',
    load: () => import('./view-flow.js'), show: () => ofModel(html`<view-flow></view-flow>`),
  },
  {
    id: 'train', name: 'Train',
    load: () => import('./view-train.js'), show: () => html`<view-train></view-train>`,
  },
  {
    id: 'generate', name: 'Generate',
    load: () => import('./view-generate.js'), show: () => ofModel(html`<view-generate></view-generate>`),
  },
];
/** Clear of the edge that fades, in pixels. */
const FADE = 40;
const THEMES = { auto: 'System', light: 'Light', dark: 'Dark' };

class SluiceApp extends View {
  static properties = { view: { state: true }, error: { state: true }, ready: { state: true } };

  constructor() {
    super();
    this.view = 'cell';
    this.error = '';
    this.ready = false;
    /** @type {Set<string>} */ this.loaded = new Set();
  }

  connectedCallback() {
    this.replaceChildren();
    super.connectedCallback();
    addEventListener('hashchange', () => this.route());
    this.route();
    loaded.then(
      () => {
        this.ready = true;
        store.list();
      },
      (error) => (this.error = error.message),
    );
  }

  route() {
    const asked = location.hash.slice(1).split('?')[0];
    this.view = VIEWS.some((view) => view.id === asked) ? asked : 'cell';
    const view = VIEWS.find((one) => one.id === this.view);
    document.title = `${view.name} – Sluice explorer`;
    this.load(view);
    if (this.ready) store.list();
  }

  /** @param {typeof VIEWS[number]} view */
  async load(view) {
    try {
      await view.load();
      this.loaded.add(view.id);
      if (this.ready) this.error = '';
      this.requestUpdate();
    } catch {
      this.error = `The view ${view.name} could not be loaded. Is the server still running?`;
    }
  }

  render() {
    const view = VIEWS.find((one) => one.id === this.view);
    const shown = this.ready && this.loaded.has(view.id);
    return html`<header class="top">
        <a class="brand" href="#cell" aria-label="Sluice explorer">
          <img src="/web/icon.svg" alt="" width="24" height="24" /> Sluice
        </a>
        <div class="tabs" role="tablist" aria-label="Views" @keydown=${this.key} ${ref(fade)}>
          ${VIEWS.map(
            (one) => html`<a
              role="tab"
              id="tab-${one.id}"
              href="#${one.id}"
              aria-selected=${one.id === this.view}
              aria-controls="view"
              tabindex=${one.id === this.view ? 0 : -1}
              @click=${this.clicked}
              >${one.name}</a
            >`,
          )}
        </div>
        <button
          class="theme"
          title="Colors of the page"
          aria-label="Colors: ${THEMES[theme()]}"
          @click=${this.nextTheme}
        >
          <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
            <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="2" />
            <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />
          </svg>
          ${THEMES[theme()]}
        </button>
      </header>
      <p class="model-line">${this.modelLine()}</p>
      <main id="view" role="tabpanel" aria-labelledby="tab-${this.view}" tabindex="-1">
        ${errorBox(this.error)} ${shown ? view.show() : nothing}
        ${!shown && !this.error ? html`<p class="busy" role="status">Starting …</p>` : nothing}
      </main>`;
  }

  modelLine() {
    const model = store.model;
    if (!this.ready) return nothing;
    if (!model) return html`No model is open: cells and gradients work, and <a href="#train">Train</a> makes one.`;
    const parameters = (model.summary ?? []).reduce((sum, layer) => sum + layer.parameters, 0);
    const layers = model.recurrent.map((layer) => `${layer.cell} ${layer.size}`).join(', ');
    return html`${this.models(model)} · ${model.what} · ${layers} · ${count(parameters)} parameters`;
  }

  /** The model's name; a list where there are several. */
  models(model) {
    const others = store.models.filter((one) => one.name !== model.file);
    if (!others.length) return html`<b>${model.file}</b>`;
    const list = html`<select class="models" aria-label="Model" @change=${this.change}>
      <option value="">${model.file}</option>
      ${others.map((one) => html`<option value=${one.id}>${one.name} (${one.title})</option>`)}
    </select>`;
    return keyed(store.shown, list);
  }

  async change(event) {
    this.error = '';
    try {
      await store.use(event.target.value);
    } catch (error) {
      event.target.value = '';
      this.error = error.message;
    }
  }

  /** After a click with a pointer the arrow keys belong to the view, not to the tabs. */
  clicked(event) {
    if (event.detail > 0) setTimeout(() => this.querySelector('#view').focus());
  }

  /** Arrow keys move among the tabs; the one in focus is shown. */
  key(event) {
    const here = VIEWS.findIndex((one) => one.id === this.view);
    const last = VIEWS.length - 1;
    const to = {
      ArrowRight: here === last ? 0 : here + 1,
      ArrowLeft: here === 0 ? last : here - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    location.hash = VIEWS[to].id;
    this.updateComplete.then(() => this.querySelector(`#tab-${VIEWS[to].id}`).focus());
  }

  updated(changed) {
    const tab = changed.has('view') ? this.querySelector('[aria-selected=true]') : null;
    if (!tab) return;
    // Not scrollIntoView: the Tab key would go on from there, past the tab.
    const tabs = tab.parentElement;
    tabs.scrollLeft += Math.min(0, tab.getBoundingClientRect().left - FADE - tabs.getBoundingClientRect().left);
    tabs.scrollLeft += Math.max(0, tab.getBoundingClientRect().right + FADE - tabs.getBoundingClientRect().right);
  }

  nextTheme() {
    const order = Object.keys(THEMES);
    setTheme(order[(order.indexOf(theme()) + 1) % order.length]);
  }
}

customElements.define('sluice-app', SluiceApp);
