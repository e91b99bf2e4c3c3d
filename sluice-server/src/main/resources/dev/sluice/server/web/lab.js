/** Colors in CIELAB (white point D65), where equal distances look about equal. */

const WHITE = [0.95047, 1, 1.08883];
const toLinear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const fromLinear = (c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);
const bend = (t) => (t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116);
const unbend = (t) => (t > 6 / 29 ? t ** 3 : ((116 * t - 16) * 27) / 24389);

/** @param {string} hex as `#0072b2` @returns {[number, number, number]} */
function toLab(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => toLinear(parseInt(hex.slice(at, at + 2), 16) / 255));
  const x = bend((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / WHITE[0]);
  const y = bend((0.2126729 * r + 0.7151522 * g + 0.072175 * b) / WHITE[1]);
  const z = bend((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / WHITE[2]);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function toCss([l, a, b]) {
  const height = (l + 16) / 116;
  const x = WHITE[0] * unbend(height + a / 500);
  const y = WHITE[1] * unbend(height);
  const z = WHITE[2] * unbend(height - b / 200);
  const linear = [
    3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
    -0.969266 * x + 1.8760108 * y + 0.041556 * z,
    0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
  ];
  const bytes = linear.map((c) => Math.round(255 * Math.max(0, Math.min(1, fromLinear(Math.max(0, c))))));
  return `rgb(${bytes.join(', ')})`;
}

/** @param {string} from @param {string} to @returns {(share: number) => string} a CSS color */
export function blend(from, to) {
  const start = toLab(from);
  const end = toLab(to);
  return (share) => toCss(start.map((c, i) => c + share * (end[i] - c)));
}
