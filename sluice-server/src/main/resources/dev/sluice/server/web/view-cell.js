/** Cell: the catalogue, and one or two cells with all that follows from their equations. */
import { html, nothing } from 'lit';
import { View } from './view.js';
import { store } from './store.js';
import './cell-panel.js';

class ViewCell extends View {
  static properties = {
    first: { state: true },
    second: { state: true },
    filter: { state: true },
    wide: { state: true },
  };

  constructor() {
    super();
    const given = new URLSearchParams(location.hash.split('?')[1] ?? '');
    this.first = this.named(given.get('name')) ?? this.named('lstm') ?? store.cells[0];
    this.second = given.get('beside') ? this.named(given.get('beside')) : null;
    this.filter = '';
    this.media = matchMedia('(min-width: 1000px)');
    this.wide = this.media.matches;
    this.media.onchange = () => (this.wide = this.media.matches);
  }

  named(name) {
    return store.cells.find((cell) => cell.name === name);
  }

  render() {
    const words = this.filter.toLowerCase();
    const list = store.cells.filter((cell) => `${cell.name} ${cell.title}`.toLowerCase().includes(words));
    return html`<div class="cell-view ${this.second ? 'pair' : ''}">
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
                ${store.cells.map((cell) => this.option(cell, this.second))}
              </select>
            </label>`
          : nothing}
        <button @click=${this.pair}>${this.second ? 'One cell' : 'Two side by side'}</button>
      </aside>
      <div class="cells">
        <cell-panel .start=${this.first} ?main=${true}></cell-panel>
        ${this.second ? html`<cell-panel .start=${this.second}></cell-panel>` : nothing}
      </div>
    </div>`;
  }

  option(cell, chosen) {
    const title = cell.title ? ` – ${cell.title}` : '';
    return html`<option value=${cell.name} title=${cell.title} .selected=${cell === chosen}>
      ${cell.name}${this.wide && !this.second ? '' : title}
    </option>`;
  }

  /** Enter or an arrow down leads from the search to the first that was found. */
  searchKey(event, found) {
    if (!/^(Enter|ArrowDown)$/.test(event.key) || !found) return;
    event.preventDefault();
    this.choose('first', found.name);
    this.querySelector('.catalogue select').focus();
  }

  choose(which, name) {
    this[which] = this.named(name);
    this.link();
  }

  pair() {
    this.second = this.second ? null : (this.named(this.first?.name === 'gru' ? 'lstm' : 'gru') ?? this.first);
    this.link();
  }

  link() {
    const beside = this.second ? `&beside=${this.second.name}` : '';
    history.replaceState(null, '', `#cell?name=${this.first.name}${beside}`);
  }
}

customElements.define('view-cell', ViewCell);
