// The page's only way out: words to the program that serves it. The session is a cookie that this
// script never sees.
let csrf = '';

/*
 * What is refused, by its code: of the server (firmware/http) and of who stands behind it
 * (firmware/daemon/daemon.h, host/viewer/viewer.h). "offline": no answer came, from either.
 */
export class Refusal extends Error {
  constructor(answer) {
    super(answer.text ?? answer.code);
    this.code = answer.code;
    this.text = answer.text;
    this.retry = answer.retry_s;
    this.is = answer.is;
    this.reason = answer.reason;
    this.at = answer.at;
  }
}

// Codes of a server whose other half does not answer.
const BEHIND = ['daemon', 'desk'];

async function read(url, options) {
  let body;
  try {
    const answer = await fetch(url, { ...options, cache: 'no-store', redirect: 'error' });
    body = await answer.json();
  } catch (e) {
    if (e.name === 'AbortError') throw e; // also while the answer was on its way
    throw new Refusal({ code: 'offline' });
  }
  if (!body || BEHIND.includes(body.code)) throw new Refusal({ code: 'offline' });
  if (body.ok === false) throw new Refusal(body);
  return body;
}

export async function greet() {
  const said = await read('/api/hello', {});
  csrf = said.csrf;
  return said;
}

/* Asks one word; members without a value are not sent. signal: to be let go of. */
export const ask = (word, members = {}, signal = undefined) =>
  read(`/api/${word}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Moka-Csrf': csrf },
    body: JSON.stringify(members),
    signal,
  });
