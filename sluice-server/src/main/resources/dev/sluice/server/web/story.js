/** The classic four steps told from numbers, for cells that run without a model. */
import { fixed, percent } from './format.js';

/**
 * @param {{before: Record<string, number>, values: Record<string, number>, after: Record<string, number>}} step
 *   of one unit
 * @returns {{name: string, sentence: string}[]}
 */
export function story({ before, values, after }) {
  const n = (value) => fixed(value, 2);
  const { f, i, g, o } = values;
  const known = (...all) => all.every((value) => value !== undefined);
  const told = [];
  if (known(f, before.c)) {
    told.push({
      name: 'forget',
      sentence: `The forget gate is ${n(f)}: ${percent(f)} of the memory ${n(before.c)} is kept: ${n(f * before.c)}.`,
    });
  }
  if (known(i, g)) {
    told.push({
      name: 'store',
      sentence: `The input gate is ${n(i)}: of the candidate ${n(g)}, ${n(i * g)} is written.`,
    });
  }
  if (known(before.c, after.c)) {
    told.push({ name: 'update', sentence: `The memory goes from ${n(before.c)} to ${n(after.c)}.` });
  }
  if (known(o, after.c, after.h)) {
    told.push({
      name: 'output',
      sentence: `The output gate is ${n(o)}: of tanh(${n(after.c)}) = ${n(Math.tanh(after.c))}, ${n(after.h)} is shown.`,
    });
  }
  if (told.length) return told;
  const { r, z } = values;
  if (known(z, values.n, before.h, after.h)) {
    if (known(r)) {
      told.push({
        name: 'reset',
        sentence: `The reset gate is ${n(r)}: the candidate sees ${percent(r)} of what the past says.`,
      });
    }
    told.push({
      name: 'update',
      sentence:
        `The update gate is ${n(z)}: ${percent(z)} of ${n(before.h)} stays, ` +
        `${percent(1 - z)} of the candidate ${n(values.n)} enters.`,
    });
    told.push({ name: 'output', sentence: `The state goes from ${n(before.h)} to ${n(after.h)}.` });
    return told;
  }
  return Object.keys(after).map((state) => ({
    name: state,
    sentence: `${state} goes from ${n(before[state])} to ${n(after[state])}.`,
  }));
}
