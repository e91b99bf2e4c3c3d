/** Which number each box and operator of a picture gives, from the names that are known. */

const squash = (x) => 1 / (1 + Math.exp(-x));

/** What is written in an operator, as a function of its operands. */
const OPERATIONS = {
  '×': (a, b) => a * b,
  '+': (a, b) => a + b,
  '−': (a, b) => a - b,
  '÷': (a, b) => a / b,
  '1 −': (a) => 1 - a,
  '−1 ×': (a) => -a,
  '1': () => 1,
  '0': () => 0,
  'tanh': Math.tanh,
  'sigmoid': squash,
  'relu': (a) => Math.max(0, a),
  'exp': Math.exp,
  'abs': Math.abs,
  'max': (a, b) => Math.max(a, b),
  'min': (a, b) => Math.min(a, b),
  '2σ(·) − 1': (a) => 2 * squash(a) - 1,
  '1 − σ(· − 1)': (a) => 1 - squash(a - 1),
};

/** `× 0.95` and `· ÷ n′` have their second operand in their text. */
function operation(text) {
  const known = OPERATIONS[text];
  if (known) return known;
  const scaled = /^× (-?[\d.]+)$/.exec(text);
  if (scaled) return (a) => a * Number(scaled[1]);
  const pair = /^· ([−÷]) /.exec(text);
  if (pair) return OPERATIONS[pair[1]];
  return null;
}

/**
 * @param {SVGElement} drawing
 * @param {Record<string, number>} named by the equations' names
 * @returns {Map<string, number>} by node number; nodes of which nothing is known are left out
 */
export function valuesOfNodes(drawing, named) {
  const nodes = new Map();
  const set = (node, name) => {
    const value = named[name];
    if (value !== undefined && Number.isFinite(value)) nodes.set(node, value);
  };
  drawing.querySelectorAll('[data-value]').forEach((e) => set(e.dataset.node, e.dataset.value));
  const open = [...drawing.querySelectorAll('rect[data-operation]')];
  // A node reads earlier ones only, so one pass in their order is enough.
  open.sort((a, b) => Number(a.dataset.node) - Number(b.dataset.node));
  for (const rect of open) {
    if (nodes.has(rect.dataset.node)) continue;
    const reads = (rect.dataset.reads ?? '').split(' ').filter(Boolean);
    const operands = reads.map((node) => nodes.get(node));
    const compute = operation(rect.dataset.operation);
    if (!compute || operands.some((value) => value === undefined)) continue;
    const value = compute(...operands);
    if (Number.isFinite(value)) nodes.set(rect.dataset.node, value);
  }
  return nodes;
}
