// How fast the machine is, just now: the same work, done in the page's own thread, against what it takes where the
// project's figures in time were measured (two cores of an EPYC, nothing else running). A limit in time is such a
// figure times this, so that it says something of the page and nothing of the machine.

const ROUND_MS = 4; // of one round of the work

/* Rounds of the work; what they took, in ms. */
export const same = (rounds) => {
  const from = performance.now();
  for (let i = 0; i < 4 * rounds; i += 1) JSON.parse(JSON.stringify(Array.from({ length: 4000 }, (_, n) => ({ n, text: `row ${n}` }))));
  return performance.now() - from;
};

/* What `ms` for so many rounds means: 1 where the machine is as fast, or faster; 3 where it is three times as slow. */
export const slower = (ms, rounds = 1) => Math.max(1, ms / (rounds * ROUND_MS));

/* The same, measured: long enough that the page has to wait for its turn where others have the machine. */
export const pace = async (page, rounds = 4) => slower(await page.evaluate(same, rounds), rounds);

/* Measures from now on, beside what happens; the function that comes back ends it and gives the mean. */
export function pacing(page) {
  const seen = [];
  let over = false;
  const ended = (async () => {
    do {
      seen.push(await pace(page));
      await page.waitForTimeout(200);
    } while (!over);
  })();
  ended.catch(() => null);
  return async () => {
    over = true;
    await ended;
    return seen.reduce((a, b) => a + b) / seen.length;
  };
}
