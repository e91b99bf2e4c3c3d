/** What is used of d3, which comes as one file that sets a global name. */
import 'd3';

export const { line, scaleLinear, scaleLog } = globalThis.d3;
