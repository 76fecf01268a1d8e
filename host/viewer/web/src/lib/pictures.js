// Pictures of the evidence, asked for one by one: the desk decodes each anew and writes it into the audit
// log before the page has it. A ticket is good once, so what came of it is kept while it may be looked at.
import { ask } from '../shared/api.js';
import { ticketUrl } from './ticket.js';

const KEPT = 120;
const AT_ONCE = 3;
const had = new Map(); // "how id" -> promise of {url, width, height}
const waiting = [];
let busy = 0;

async function fetched(id, how) {
  const { ticket, width, height } = await ask('open', { id, how });
  const answer = await fetch(ticketUrl(ticket), { cache: 'no-store' });
  if (!answer.ok) throw new Error(`picture: ${answer.status}`);
  return { url: URL.createObjectURL(await answer.blob()), width, height };
}

function pump() {
  while (busy < AT_ONCE && waiting.length) {
    const { id, how, wanted, done, fail } = waiting.shift();
    if (!wanted()) {
      fail(new DOMException('', 'AbortError'));
      continue;
    }
    busy += 1;
    fetched(id, how).then(done, fail).finally(() => {
      busy -= 1;
      pump();
    });
  }
}

function drop([key, promise]) {
  had.delete(key);
  promise.then(({ url }) => URL.revokeObjectURL(url), () => null);
}

/* how: "thumbnail" or "picture"; wanted(): still so when its turn comes, else it fails as an AbortError. */
export function picture(id, how, wanted = () => true) {
  const key = `${how} ${id}`;
  const kept = had.get(key);
  if (kept) {
    had.delete(key);
    had.set(key, kept);
    return kept;
  }
  const made = new Promise((done, fail) => waiting.push({ id, how, wanted, done, fail }));
  had.set(key, made);
  made.catch((e) => { if (e.name === 'AbortError') had.delete(key); });
  if (had.size > KEPT) drop(had.entries().next().value);
  pump();
  return made;
}
