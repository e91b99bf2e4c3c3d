/** The changes by which Greff et al. 2015 asked what each part of an LSTM is good for. */

/**
 * @param {string[]} targets the left sides of the cell
 * @param {string} text its equations
 * @returns {{name: string, what: string, line: string}[]} those that the cell allows
 */
export function variants(targets, text) {
  const has = (name) => targets.some((target) => target.replace(/['′]/, '') === name);
  if (!['i', 'f', 'g', 'o', 'c', 'h'].every(has)) return [];
  const candidate = /^\s*g\s*=\s*tanh\((.*?)\)\s*(#.*)?$/m.exec(text)?.[1];
  const shown = /^\s*h'\s*=\s*o\s*\*\s*tanh\(c'\)/m.test(text);
  const all = [
    { name: 'no input gate', what: 'NIG: every candidate enters whole', line: 'i = 1' },
    { name: 'no forget gate', what: 'NFG: nothing is ever forgotten', line: 'f = 1' },
    { name: 'no output gate', what: 'NOG: the cell state is always shown', line: 'o = 1' },
    { name: 'coupled gates', what: 'CIFG: forgets exactly as much as it writes', line: 'f = 1 - i' },
  ];
  if (candidate) all.push({ name: 'linear candidate', what: 'NIAF', line: `g = ${candidate}` });
  if (shown) all.push({ name: 'linear output', what: 'NOAF: c leaves as it is', line: "h' = o * c'" });
  return all;
}
