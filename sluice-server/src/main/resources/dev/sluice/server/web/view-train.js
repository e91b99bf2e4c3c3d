/** Train: start a small training, watch it, stop it, go on with it, compare it with others. */
import { html, nothing } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { View, errorBox } from './view.js';
import { api } from './api.js';
import { store } from './store.js';
import { Watched } from './watched.js';
import { fade } from './fade.js';
import { short } from './format.js';
import './train-form.js';
import './line-chart.js';

const STATES = { running: 'running', stopped: 'stopped', done: 'done', failed: 'failed' };

class ViewTrain extends View {
  static properties = {
    runs: { state: true },
    chosen: { state: true },
    error: { state: true },
    loaded: { state: true },
  };

  constructor() {
    super();
    /** @type {Watched[]} */ this.runs = [];
    this.chosen = '';
    this.error = '';
    this.loaded = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.refresh();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.runs.forEach((run) => run.close());
  }

  async refresh() {
    try {
      const { trainings } = await api.trainings();
      const known = new Map(this.runs.map((run) => [run.id, run]));
      for (const [id, run] of known) if (!trainings.some((one) => one.id === id)) run.close();
      this.runs = trainings.map(
        (one) => known.get(one.id) ?? new Watched(one, () => this.news()),
      );
      if (!this.runs.some((run) => run.id === this.chosen)) this.chosen = this.runs.at(-1)?.id ?? '';
      this.error = '';
    } catch (error) {
      this.error = error.message;
    }
    this.loaded = true;
  }

  /** Where a training begins or ends, other models can be shown, and what was refused may go. */
  news() {
    const states = this.runs.map((run) => run.state).join();
    if (states !== this.states) {
      this.states = states;
      this.error = '';
      store.list();
    }
    this.requestUpdate();
  }

  async act(request, run) {
    this.error = '';
    try {
      await request(run.id);
      if (request === api.resumeTraining) run.open();
    } catch (error) {
      this.error = error.message;
    }
  }

  async start(event) {
    this.error = '';
    try {
      const { id } = await api.train(event.detail);
      await this.refresh();
      this.chosen = id;
    } catch (error) {
      this.error = error.message;
    }
  }

  /** Hands the model's file to the browser, which saves it as its user likes. */
  async save(run) {
    this.error = '';
    try {
      const { name, blob } = await api.file(run.id);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch (error) {
      this.error = error.message;
    }
  }

  async use(run) {
    this.error = '';
    try {
      await store.use(run.id);
    } catch (error) {
      this.error = error.message;
    }
  }

  render() {
    const run = this.runs.find((one) => one.id === this.chosen);
    const running = this.runs.some((one) => one.state === 'running');
    return html`<div class="train-view">
      <section class="panel controls" aria-label="A new training">
        <h2>A new training</h2>
        <train-form .busy=${running} @train=${this.start} @edited=${() => (this.error = '')}></train-form>
        ${errorBox(this.error)}
      </section>
      <div class="column">
        ${this.list()}
        ${run ? this.show(run) : nothing}
        ${this.loaded && !this.runs.length
          ? html`<section class="panel empty">
              <h2>No training yet</h2>
              <p>
                Choose a task or paste a text and press <b>Train</b>. Loss, gradient norm, alarms and
                samples appear here while it learns.
              </p>
            </section>`
          : nothing}
      </div>
    </div>`;
  }

  list() {
    if (!this.runs.length) return nothing;
    return html`<section class="panel" aria-label="Trainings">
      <h2>Trainings</h2>
      <div class="scroll" ${ref(fade)}>
        <table class="runs">
          <thead>
            <tr>
              <th scope="col">Show</th>
              <th scope="col">Compare</th>
              <th scope="col">What</th>
              <th scope="col">State</th>
              <th scope="col" class="num">Loss</th>
              <th scope="col" class="num">Validation</th>
            </tr>
          </thead>
          <tbody>
            ${this.runs.map((run) => html`<tr>
              <td>
                <input
                  type="radio"
                  name="run"
                  aria-label="Show ${run.title}"
                  .checked=${run.id === this.chosen}
                  @change=${() => (this.chosen = run.id)}
                />
              </td>
              <td>
                <input
                  type="checkbox"
                  aria-label="Compare ${run.title}"
                  .checked=${run.compared}
                  @change=${(event) => this.compare(run, event.target.checked)}
                />
              </td>
              <th scope="row">${run.title}</th>
              <td><span class="state ${run.state}">${STATES[run.state] ?? run.state}</span></td>
              <td class="num">${short(run.last?.loss)}</td>
              <td class="num">${short(run.validation)}</td>
            </tr>`)}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  compare(run, compared) {
    run.compared = compared;
    this.requestUpdate();
  }

  show(run) {
    const shown = this.runs.filter((one) => one === run || one.compared);
    const several = shown.length > 1;
    const name = (one, what) => (several ? `${one.id}. ${one.title}: ${what}` : what);
    const color = (one) => this.runs.indexOf(one);
    const losses = shown.flatMap((one) => [
      { name: name(one, 'loss'), points: one.losses, color: color(one), thin: true },
      { name: name(one, 'validation'), points: one.validations, color: color(one), dash: 1, hidden: !one.validations.length },
    ]);
    const norms = shown.map((one) => ({ name: name(one, 'gradient norm'), points: one.norms, color: color(one), thin: true }));
    return html`<section class="panel" aria-label="Training ${run.title}">
      <div class="row between">
        <h2>${run.title}</h2>
        <div class="row">
          ${run.state === 'running' ? html`<button @click=${() => this.act(api.stopTraining, run)}>Stop</button>` : nothing}
          ${run.state === 'stopped' ? html`<button @click=${() => this.act(api.resumeTraining, run)}>Resume</button>` : nothing}
          ${run.state === 'stopped' || run.state === 'done'
            ? html`<button title="As a .safetensors file" @click=${() => this.save(run)}>Save</button>`
            : nothing}
          ${run.isText && run.state !== 'running'
            ? html`<button class="primary" @click=${() => this.use(run)}>Use this model</button>`
            : nothing}
        </div>
      </div>
      ${store.model?.file === `training ${run.id}`
        ? html`<p class="good" role="status">
            This is the page's model now. See it under <a href="#step">Step through</a>,
            <a href="#time">Over time</a>, <a href="#generate">Generate</a>. The list of models above leads back.
          </p>`
        : nothing}
      ${this.progress(run)}
      ${run.message ? html`<p class=${run.state === 'failed' ? 'error' : 'note'}>${run.message}</p>` : nothing}
      <div class="charts">
        <line-chart .series=${losses} .height=${260} label="Loss" xLabel="update" yLabel="loss"></line-chart>
        <line-chart .series=${norms} .height=${260} label="Gradient norm" xLabel="update" yLabel="gradient norm" log></line-chart>
      </div>
      ${run.alarms.length
        ? html`<h3>Alarms</h3>
            <ul class="alarms" aria-live="polite">${run.alarms.map((alarm) => html`<li>${alarm}</li>`)}</ul>`
        : nothing}
      ${run.samples.length
        ? html`<h3>What it writes</h3>
            ${run.samples.slice(-3).reverse().map((text) => html`<pre class="sample">${text}</pre>`)}`
        : nothing}
    </section>`;
  }

  progress(run) {
    const last = run.last;
    if (!last) return html`<p class="busy" role="status">Waiting for the first updates …</p>`;
    return html`<progress max=${last.updates || 1} .value=${last.update} aria-label="Progress"></progress>
      <p class="note tabular">
        update ${last.update.toLocaleString('en-US')} of ${last.updates.toLocaleString('en-US')}, epoch ${last.epoch} · loss
        ${short(last.loss)} · learning rate ${short(last.rate)} · ${short(last.perSecond)} targets per second
      </p>`;
  }
}

customElements.define('view-train', ViewTrain);
