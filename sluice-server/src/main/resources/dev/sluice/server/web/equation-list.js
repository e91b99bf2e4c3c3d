/** The equations as papers print them, aligned at the equals sign, with their comments. */
import { html } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { View } from './view.js';
import { fade } from './fade.js';

/** The largest library of the page; the picture does not wait for it. */
const library = import('katex').then((module) => module.default);

const sheet = document.createElement('link');
sheet.rel = 'stylesheet';
sheet.href = new URL('katex.min.css', import.meta.resolve('katex')).href;
document.head.append(sheet);

/** @typedef {{line: number, target: string, latex: string, comment?: string}} Typeset */

export class EquationList extends View {
  static properties = { equations: { attribute: false } };

  constructor() {
    super();
    /** @type {Typeset[]} */ this.equations = [];
  }

  render() {
    return html`<div class="equations" role="list" ${ref(fade)}>
      ${this.equations.map(
        (one) => html`<div role="listitem" class="equation" data-target=${one.target}>
          <span class="left"></span><span class="right"></span>
          <span class="comment">${one.comment ?? ''}</span>
        </div>`,
      )}
    </div>`;
  }

  async updated() {
    const katex = await library;
    const typeset = (latex, element) =>
      katex.render(latex, element, { throwOnError: false, strict: 'ignore' });
    const rows = this.querySelectorAll('.equation');
    this.equations.forEach((one, i) => {
      if (!rows[i]) return;
      const latex = one.latex.replaceAll('&', '');
      const at = latex.indexOf('=');
      typeset(at < 0 ? '' : latex.slice(0, at), rows[i].querySelector('.left'));
      typeset(at < 0 ? latex : `{}${latex.slice(at)}`, rows[i].querySelector('.right'));
    });
  }
}

customElements.define('equation-list', EquationList);
