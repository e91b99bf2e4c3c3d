/**
 * What scrolls sideways fades at an edge beyond which there is more: phones show no scroll bars.
 * In a template: `<div class="scroll" ${ref(fade)}>`.
 */

/** A pixel that rounding leaves over is not more. */
const LEAST = 2;

function mark(element) {
  const left = element.scrollLeft;
  const right = element.scrollWidth - element.clientWidth - left;
  element.classList.toggle('more-left', left > LEAST);
  element.classList.toggle('more-right', right > LEAST);
}

const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => mark(target)));

/** @param {Element | undefined} element undefined when it goes */
export function fade(element) {
  if (!element) return;
  element.addEventListener('scroll', () => mark(element), { passive: true });
  sizes.observe(element);
}
