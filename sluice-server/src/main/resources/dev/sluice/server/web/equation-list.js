/** The equations as papers print them, aligned at the equals sign, with their comments. */
import { html } from 'lit';
import katex from 'katex';
import { View } from './view.js';

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
    return html`<div class="equations" role="list">
      ${this.equations.map(
        (one) => html`<div role="listitem" class="equation" data-target=${one.target}>
          <span class="left"></span><span class="right"></span>
          <span class="comment">${one.comment ?? ''}</span>
        </div>`,
      )}
    </div>`;
  }

  updated() {
    const rows = this.querySelectorAll('.equation');
    this.equations.forEach((one, i) => {
      const latex = one.latex.replaceAll('&', '');
      const at = latex.indexOf('=');
      typeset(at < 0 ? '' : latex.slice(0, at), rows[i].querySelector('.left'));
      typeset(at < 0 ? latex : `{}${latex.slice(at)}`, rows[i].querySelector('.right'));
    });
  }
}

function typeset(latex, element) {
  katex.render(latex, element, { throwOnError: false, strict: 'ignore' });
}

customElements.define('equation-list', EquationList);
