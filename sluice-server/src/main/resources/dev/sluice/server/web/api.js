/** The requests of the page; docs of their bodies are with the server. Every one stays on it. */

const token = new URLSearchParams(location.search).get('token');

/** What the server answers when it cannot; its message is a sentence for the reader. */
export class ServerError extends Error {
  /** @param {string} message @param {number} status */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {string} path with its query
 * @param {{method?: string, body?: unknown, signal?: AbortSignal}} [options]
 * @returns {Promise<Response>}
 */
async function send(path, { method = 'GET', body, signal } = {}) {
  const headers = {};
  if (token) headers['X-Sluice-Token'] = token;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ServerError('The server does not answer. Start it again with: sluice explore', 0);
  }
  if (response.ok) return response;
  const said = await response.json().catch(() => null);
  const message = said?.message ?? `The server answered ${response.status} to ${path}.`;
  throw new ServerError(message, response.status);
}

const json = async (path, options) => (await send(path, options)).json();
const post = (path, body, signal) => json(path, { method: 'POST', body, signal });

/** @param {Record<string, unknown>} values those undefined are left out */
function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

export const api = {
  start: () => json('/api/start'),
  cell: (body, signal) => post('/api/cell', body, signal),
  check: (body, signal) => post('/api/check', body, signal),
  step: (body, signal) => post('/api/step', body, signal),
  layerStep: (body, signal) => post('/api/layer/step', body, signal),
  flow: (body, signal) => post('/api/flow', body, signal),
  modelFlow: (body, signal) => post('/api/flow/model', body, signal),
  generate: (body, signal) => post('/api/generate', body, signal),
  attribution: (body, signal) => post('/api/attribution', body, signal),

  openRun: (text) => post('/api/runs', { text }),
  symbols: (run, from, to) => json(`/api/runs/${run}/symbols?${query({ from, to })}`),
  runStep: (run, at, signal) => json(`/api/runs/${run}/step?${query(at)}`, { signal }),
  unit: (run, of, signal) => json(`/api/runs/${run}/unit?${query(of)}`, { signal }),
  saturation: (run, layer) => json(`/api/runs/${run}/saturation?${query({ layer })}`),
  similar: (run, value, unit) => json(`/api/runs/${run}/similar?${query({ value, unit })}`),
  tracking: (run, property, value) => json(`/api/runs/${run}/units?${query({ property, value })}`),
  order: (run, value, by, unit) => json(`/api/runs/${run}/order?${query({ value, by, unit })}`),

  /**
   * A rectangle of a value's history.
   * @returns {Promise<{columns: number, data: Float32Array}>} data as `[column][unit]`
   */
  async values(run, of, signal) {
    const response = await send(`/api/runs/${run}/values?${query(of)}`, { signal });
    const data = new Float32Array(await response.arrayBuffer());
    const columns = Number(response.headers.get('X-Columns')) || data.length / (of.last - of.first);
    return { columns, data };
  },

  trainings: () => json('/api/trainings'),
  train: (body) => post('/api/trainings', body),
  stopTraining: (id) => post(`/api/trainings/${id}/stop`, {}),
  resumeTraining: (id) => post(`/api/trainings/${id}/resume`, {}),
  useTraining: (id) => post(`/api/trainings/${id}/use`, {}),
  models: () => json('/api/models'),
  useOpened: () => post('/api/models/opened/use', {}),

  /**
   * A trained model as a file, for the browser to put where it puts what is saved.
   * @returns {Promise<{name: string, blob: Blob}>}
   */
  async file(id) {
    const response = await send(`/api/trainings/${id}/file`);
    const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
    return { name: name ?? `training-${id}.safetensors`, blob: await response.blob() };
  },

  /** @param {string} id @returns {EventSource} */
  watch(id) {
    const suffix = token ? `?${query({ token })}` : '';
    return new EventSource(`/api/trainings/${id}/events${suffix}`);
  },
};

/** Calls a function once things have been quiet for so long. */
export function debounced(call, milliseconds) {
  let timer = 0;
  const soon = (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...given), milliseconds);
  };
  soon.cancel = () => clearTimeout(timer);
  return soon;
}

/**
 * Runs a request of which only the newest answer counts: an earlier one is given up.
 * @template T
 * @param {(signal: AbortSignal, ...given: any[]) => Promise<T>} ask
 * @returns {(...given: any[]) => Promise<T | undefined>} undefined where a newer one took over
 */
export function newest(ask) {
  let controller = new AbortController();
  return async (...given) => {
    controller.abort();
    const mine = (controller = new AbortController());
    try {
      const answer = await ask(mine.signal, ...given);
      return mine === controller ? answer : undefined;
    } catch (error) {
      if (error.name === 'AbortError' || mine !== controller) return undefined;
      throw error;
    }
  };
}
