/**
 * For each gate, a dot for each unit: how much of the time it is nearly closed, how much nearly
 * open (Karpathy, Johnson & Li 2015, figure 4).
 */
import { html, svg, nothing } from 'lit';
import { View, busyBar, errorBox } from './view.js';
import { api } from './api.js';
import { store } from './store.js';
import { lineStyle } from './colors.js';
import { percent } from './format.js';

const SIZE = 220;
const LEFT = 44;
const BOTTOM = 40;
const x = (share) => LEFT + share * (SIZE - LEFT - 10);
const y = (share) => SIZE - BOTTOM - share * (SIZE - BOTTOM - 10);

class SaturationPlot extends View {
  static properties = {
    run: { attribute: false },
    layer: { type: String },
    gates: { state: true },
    error: { state: true },
  };

  constructor() {
    super();
    this.gates = null;
    this.error = '';
  }

  willUpdate(changed) {
    if (changed.has('run') || changed.has('layer')) this.load();
  }

  async load() {
    const { run, layer } = this;
    this.gates = null;
    this.error = '';
    try {
      const { gates } = await api.saturation(run.id, layer);
      if (run === this.run && layer === this.layer) this.gates = gates;
    } catch (error) {
      this.error = error.message;
    }
  }

  render() {
    return html`<section class="panel" aria-label="Saturation">
      <h2>Saturation of the gates in ${this.layer}</h2>
      ${errorBox(this.error)} ${busyBar(!this.gates && !this.error, 'Counting …')}
      ${this.gates && !this.gates.length ? html`<p class="note">This cell has no gates.</p>` : nothing}
      <div class="plots">${this.gates?.map((gate, i) => this.plot(gate, i))}</div>
      <p class="note">
        A dot is a unit. Right: nearly closed (below 0.1) most of the time; up: nearly open (above 0.9).
        On the slope a gate is never in between. Click a dot to choose its unit.
      </p>
    </section>`;
  }

  plot(gate, index) {
    const { unit } = store.place;
    const color = lineStyle(index).color;
    const ticks = [0, 0.5, 1];
    return html`<figure>
      <figcaption>
        gate <code>${gate.name}</code>, unit ${unit}: low ${percent(gate.low[unit])}, high ${percent(gate.high[unit])}
      </figcaption>
      <svg viewBox="0 0 ${SIZE} ${SIZE}" role="img" aria-label="Saturation of gate ${gate.name}, ${gate.low.length} units">
        ${ticks.map(
          (t) => svg`<line class="grid" x1=${x(0)} x2=${x(1)} y1=${y(t)} y2=${y(t)} />
            <line class="grid" y1=${y(0)} y2=${y(1)} x1=${x(t)} x2=${x(t)} />
            <text class="tick" x=${x(0) - 6} y=${y(t) + 4} text-anchor="end">${t}</text>
            <text class="tick" x=${x(t)} y=${y(0) + 15} text-anchor="middle">${t}</text>`,
        )}
        <line class="mark" x1=${x(0)} y1=${y(1)} x2=${x(1)} y2=${y(0)} />
        <text class="axis-name" x=${x(0.5)} y=${SIZE - 6} text-anchor="middle">share of steps below 0.1</text>
        <text class="axis-name" transform="translate(12 ${y(0.5)}) rotate(-90)" text-anchor="middle">
          share of steps above 0.9
        </text>
        ${gate.low.map(
          (low, u) => svg`<circle
            class="dot" cx=${x(low)} cy=${y(gate.high[u])} r="3.4" fill=${color}
            @click=${() => store.go({ unit: u })}><title>unit ${u}</title></circle>`,
        )}
        ${gate.low[unit] === undefined
          ? nothing
          : svg`<circle class="chosen" cx=${x(gate.low[unit])} cy=${y(gate.high[unit])} r="6.5" />`}
      </svg>
    </figure>`;
  }
}

customElements.define('saturation-plot', SaturationPlot);
