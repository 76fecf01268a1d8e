// How fine the bars of a span of time are, and where they begin: in UTC, as the desk counts them.

const SECOND = 1e6;
export const STEPS = ['year', 'month', 'day', 'hour', 'minute', 'second'];
const ABOUT = { year: 31_556_952 * SECOND, month: 2_629_746 * SECOND, day: 86_400 * SECOND, hour: 3600 * SECOND, minute: 60 * SECOND, second: SECOND };

/* The desk tells minutes and seconds of a day at most (host/viewer/viewer.h). */
const FINE = 86_400 * SECOND;
const MOST = 400;

export function stepFor(from, until) {
  const span = until - from;
  const fits = STEPS.filter((s) => span / ABOUT[s] <= MOST && (span <= FINE - 2 * ABOUT[s] || ABOUT[s] > ABOUT.minute));
  return fits.at(-1) ?? 'year';
}

/* The beginning of the step that holds a time. */
export function floor(us, step) {
  if (step !== 'year' && step !== 'month') return Math.floor(us / ABOUT[step]) * ABOUT[step];
  const at = new Date(us / 1000);
  return begin(at.getUTCFullYear(), step === 'year' ? 0 : at.getUTCMonth());
}

export function next(us, step) {
  if (step !== 'year' && step !== 'month') return us + ABOUT[step];
  const at = new Date(us / 1000);
  return step === 'year' ? begin(at.getUTCFullYear() + 1, 0) : begin(at.getUTCFullYear(), at.getUTCMonth() + 1);
}

// Date.UTC takes 0 to 99 for years of the last century.
function begin(year, month) {
  const at = new Date(0);
  at.setUTCFullYear(year, month, 1);
  return at.getTime() * 1000;
}

/* Beginnings of all steps that a span touches. */
export function starts(from, until, step) {
  const all = [];
  for (let at = floor(from, step); at < until && all.length < 2 * MOST; at = next(at, step)) all.push(at);
  return all;
}

/* Two fingers' worth closer or farther, about a middle; never finer than ten seconds, nor beyond the whole. */
export function zoomed([from, until], factor, middle = (from + until) / 2) {
  const half = Math.max(5 * SECOND, ((until - from) * factor) / 2);
  return [Math.round(middle - half), Math.round(middle + half)];
}

export function moved([from, until], part) {
  const by = Math.round((until - from) * part);
  return [from + by, until + by];
}

/* Inside the whole, with its length kept where that fits. */
export function clamped([from, until], [first, last]) {
  if (until - from >= last - first) return [first, last];
  const by = Math.max(0, first - from) - Math.max(0, until - last);
  return [from + by, until + by];
}
