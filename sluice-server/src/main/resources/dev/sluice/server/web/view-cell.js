/** Cell: the catalogue, what was typed here, and one or two cells with all that follows from their equations. */
import { html, nothing } from 'lit';
import { View, errorBox } from './view.js';
import { cellOf, forget, ownCells, titleOf } from './own-cells.js';
import { store } from './store.js';
import './cell-panel.js';

/** What was looked at last, for when one comes back. */
let last = '';

class ViewCell extends View {
  static properties = {
    first: { state: true },
    second: { state: true },
    filter: { state: true },
    missing: { state: true },
    wide: { state: true },
  };

  constructor() {
    super();
    const given = new URLSearchParams(location.hash.split('?')[1] ?? last);
    /** What the address names and nobody knows: another tab's cells, or one that was renamed. */
    this.missing = ['name', 'beside'].map((part) => given.get(part)).filter((key) => key && !this.known(key));
    /** The key of the first cell, and of the one beside it. */
    this.first = this.known(given.get('name')) ?? this.known('lstm') ?? store.cells[0].name;
    /** @type {string | null} */ this.second = this.known(given.get('beside'));
    this.filter = '';
    this.media = matchMedia('(min-width: 1000px)');
    this.wide = this.media.matches;
    this.media.onchange = () => (this.wide = this.media.matches);
  }

  connectedCallback() {
    super.connectedCallback();
    this.link();
  }

  known(key) {
    return cellOf(key) ? key : null;
  }

  render() {
    const words = this.filter.toLowerCase();
    const all = [...ownCells().map((cell) => ({ ...cell, name: cell.key, title: titleOf(cell.key) })), ...store.cells];
    const list = all.filter((cell) => `${cell.name} ${cell.title}`.toLowerCase().includes(words));
    const unknown = this.missing.map((key) => `There is no cell ${key} here; choose one from the list.`);
    return html`${errorBox(unknown.join(' '))}<div class="cell-view ${this.second ? 'pair' : ''}">
      <aside class="catalogue">
        <label class="field grow">
          <span>Catalogue, ${store.cells.length} cells</span>
          ${this.wide && !this.second
            ? html`<input
                type="search"
                placeholder="Search names and titles"
                @keydown=${(event) => this.searchKey(event, list[0])}
                .value=${this.filter}
                @input=${(event) => (this.filter = event.target.value)}
              />`
            : nothing}
          <select
            aria-label="Cells of the catalogue"
            size=${this.wide && !this.second ? 24 : 1}
            @change=${(event) => this.choose('first', event.target.value)}
          >
            ${list.map((cell) => this.option(cell, this.first))}
          </select>
        </label>
        ${this.second
          ? html`<label class="field grow">
              <span>Beside it</span>
              <select @change=${(event) => this.choose('second', event.target.value)}>
                ${all.map((cell) => this.option(cell, this.second))}
              </select>
            </label>`
          : nothing}
        <button @click=${this.pair}>${this.second ? 'One cell' : 'Two side by side'}</button>
        ${this.first.startsWith('own:')
          ? html`<button @click=${this.takeOut} title="Typed cells are kept in this browser tab alone, the last 12 of them">
              Remove ${titleOf(this.first)}
            </button>`
          : nothing}
      </aside>
      <div class="cells">${this.panel('first')} ${this.second ? this.panel('second') : nothing}</div>
    </div>`;
  }

  panel(which) {
    return html`<cell-panel
      .start=${cellOf(this[which])}
      @own=${(event) => this.choose(which, event.detail)}
    ></cell-panel>`;
  }

  option(cell, chosen) {
    const title = cell.title ? ` – ${cell.title}` : '';
    const shown = cell.key ? cell.title : `${cell.name}${this.wide && !this.second ? '' : title}`;
    return html`<option value=${cell.name} title=${cell.title} .selected=${cell.name === chosen}>${shown}</option>`;
  }

  takeOut() {
    const { name } = cellOf(this.first);
    const gone = this.first;
    this.first = this.known(name) ?? 'lstm';
    if (this.second === gone) this.second = null;
    forget(gone);
    this.missing = [];
    this.link();
  }

  /** Enter or an arrow down leads from the search to the first that was found. */
  searchKey(event, found) {
    if (!/^(Enter|ArrowDown)$/.test(event.key) || !found) return;
    event.preventDefault();
    this.choose('first', found.name);
    this.querySelector('.catalogue select').focus();
  }

  choose(which, key) {
    this[which] = key;
    this.missing = [];
    this.link();
  }

  pair() {
    this.missing = [];
    this.second = this.second ? null : (this.known(this.first === 'gru' ? 'lstm' : 'gru') ?? this.first);
    this.link();
  }

  link() {
    last = `name=${this.first}${this.second ? `&beside=${this.second}` : ''}`;
    history.replaceState(null, '', `#cell?${last}`);
  }
}

customElements.define('view-cell', ViewCell);
