/** A cell's text with line numbers; a mistake is underlined where the parser found it. */
import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { View } from './view.js';
import { fade } from './fade.js';

/** @typedef {{message: string, line?: number, column?: number, length?: number}} Mistake */

export class CellEditor extends View {
  static properties = {
    value: { type: String },
    label: { type: String },
    mistake: { attribute: false },
  };

  constructor() {
    super();
    this.value = '';
    this.label = 'Equations';
    /** @type {Mistake | null} */ this.mistake = null;
  }

  render() {
    const lines = this.value.split('\n');
    const rows = Math.max(8, Math.min(22, lines.length + 1));
    const wrong = this.mistake?.line;
    return html`<div class="editor ${wrong ? 'wrong' : ''}" style="--rows:${rows}">
        <div class="gutter" aria-hidden="true">
          <div class="scrolled">
            ${lines.map(
              (_, i) => html`<div class=${i + 1 === wrong ? 'bad' : ''}>${i + 1}</div>`,
            )}
          </div>
        </div>
        <div class="sheet">
          <div class="marks" aria-hidden="true"><div class="scrolled">${this.mark(lines)}</div></div>
          <textarea
            class="code"
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            wrap="off"
            aria-label=${this.label}
            aria-invalid=${this.mistake ? 'true' : 'false'}
            .value=${this.value}
            @input=${this.typed}
            @scroll=${this.scrolled}
          ></textarea>
        </div>
      </div>
      <div aria-live="polite" class="mistake-room">
        ${this.mistake ? html`<pre class="mistake" ${ref(fade)}>${this.mistake.message}</pre>` : nothing}
      </div>`;
  }

  /** The text up to the mistake, unseen, so that the mark stands exactly below what is wrong. */
  mark(lines) {
    const { line, column = 1, length = 1 } = this.mistake ?? {};
    if (!line || line > lines.length) return nothing;
    const text = lines[line - 1];
    const from = Math.min(column - 1, text.length);
    const bad = text.slice(from, from + Math.max(1, length)) || ' ';
    const above = '\n'.repeat(line - 1);
    return html`<pre>${above}${text.slice(0, from)}<mark>${bad}</mark></pre>`;
  }

  typed(event) {
    this.value = event.target.value;
    this.mistake = null;
    this.dispatchEvent(new CustomEvent('text', { detail: this.value }));
  }

  scrolled(event) {
    const { scrollTop, scrollLeft } = event.target;
    this.querySelector('.gutter .scrolled').style.transform = `translateY(${-scrollTop}px)`;
    this.querySelector('.marks .scrolled').style.transform =
      `translate(${-scrollLeft}px, ${-scrollTop}px)`;
  }
}

customElements.define('cell-editor', CellEditor);
