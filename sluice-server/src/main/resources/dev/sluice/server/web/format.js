/** Numbers as people read them: few digits, a real minus, the same width for the same kind. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** @param {number | null | undefined} value @param {number} [digits] behind the point */
export function fixed(value, digits = 2) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  const text = size >= 10000 ? size.toExponential(1) : size.toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Three digits that count, for numbers of unknown size. */
export function short(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  let text = String(Number(size.toPrecision(3)));
  if (size >= 1e4 && size < 1e9) text = whole.format(Number(size.toPrecision(3)));
  else if (size !== 0 && (size < 1e-3 || size >= 1e9)) text = size.toExponential(1).replace('-', '−');
  return value < 0 ? `−${text}` : text;
}


/** 12,345 */
export const count = (value) => (Number.isFinite(value) ? whole.format(value) : '–');

/** 31 % or 0.4 % */
export function percent(share) {
  if (!Number.isFinite(share)) return '–';
  const hundred = share * 100;
  return `${hundred >= 9.95 || hundred === 0 ? hundred.toFixed(0) : hundred.toFixed(1)} %`;
}

/** A symbol that can be seen: a space as ␣, a line's end as ⏎. */
export function visible(symbol) {
  if (symbol === ' ') return '␣';
  if (symbol === '\n') return '⏎';
  if (symbol === '\t') return '⇥';
  if (symbol === '') return '∅';
  return symbol;
}
