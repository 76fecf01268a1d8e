// All that the page knows, as signals: what the kit said last, and where the officer is. The kit is
// asked again after every gap: what is here is a copy and never the truth.
import { signal, computed, batch, effect } from '@preact/signals';
import { listen } from './events.js';
import { ask, greet, Refusal } from './shared/api.js';
import { recallInTab, rememberInTab } from './shared/memory.js';

export const kit = signal(null); // hello's answer
export const officer = signal(null); // {id, name, admin}
export const cases = signal([]); // summaries
export const current = signal(null); // the case that is looked at, whole
export const phones = signal([]);
export const runs = signal({}); // case -> {progress, told: [], now, glance}
export const online = signal(true);
export const door = signal(true); // false: this browser has no way in
export const trouble = signal(null); // the last refusal, to be shown until it is taken away
export const ending = signal(null); // the session ends at this moment (ms), or null
export const jumped = signal(null); // seconds that the kit's clock jumped
export const taken = signal(null); // {case, by}: another screen took the case over
export const ahead = signal(0); // ms that the kit's clock is ahead of this browser's

export const training = computed(() => Boolean(kit.value?.training_only || (place.value.case && current.value?.training)));

/* Now, by the kit's clock: what is written down carries its time. */
export const kitNow = () => new Date(Date.now() + ahead.value);
export const stamp = (date) => date.toISOString().replace(/\.\d+Z$/, 'Z');

// ---- asking ----

/* What nobody touched the screen for: an event, a gap. It keeps nobody signed in. */
export const BY_ITSELF = { auto: true };

/* Asks; a refusal is shown and null comes back, so that a screen stays where it was. */
export async function tell(word, members) {
  try {
    trouble.value = null;
    return await ask(word, members);
  } catch (e) {
    refused(e);
    return null;
  }
}

/* The same for what a screen asks for by itself: what was refused before it stays on the screen. */
export async function look(word, members) {
  try {
    return await ask(word, members);
  } catch (e) {
    refused(e);
    return null;
  }
}

/* What every refusal means, wherever it happened. */
export function refused(e) {
  if (!(e instanceof Refusal)) throw e;
  if (e.code === 'offline') online.value = false;
  else if (e.code === 'door') door.value = false;
  else if (e.code === 'session') signedOut('idle');
  else trouble.value = e;
}

/* Who is signed in is kept as long as this window: the session itself is a cookie out of reach. */
function enter(who) {
  officer.value = who;
  rememberInTab('officer', who ?? null);
}

export const signIn = (id, pin) => begin('sign-in', { officer: id, pin });
export const signInByKey = (id) => begin('sign-in-key', { officer: id });

async function begin(word, members) {
  const answer = await ask(word, members);
  enter(answer.officer);
  hear();
  await refreshCases();
}

export function signedOut(why) {
  batch(() => {
    enter(null);
    current.value = null;
    cases.value = [];
    runs.value = {};
    ending.value = null;
    taken.value = null;
    trouble.value = why === 'signed-out' ? null : { code: `session-${why}` };
  });
  stop?.();
  stop = null;
  goTo('');
}

/* The kit's greeting, and if this browser still has a session, what that may see. */
export async function refresh() {
  const away = !online.value;
  let who = officer.value; // an answer that comes after somebody else signed in, or out, says nothing of them
  try {
    const said = await greet();
    batch(() => {
      kit.value = said;
      ahead.value = Date.parse(said.clock.now) - Date.now() || 0;
      online.value = true;
    });
    if (officer.value !== who) return undefined;
    if (!said.signed_in && officer.value) return signedOut('stopped');
    // A window that does not know who signed in asks who it is.
    if (said.signed_in) officer.value ??= recallInTab('officer');
    who = officer.value;
    if (officer.value) await refreshCases();
  } catch (e) {
    if (e.code === 'session' && officer.value !== who) return undefined;
    // A kit that was away and is back has ended its sessions; nobody was idle.
    if (away && e.code === 'session') return signedOut('stopped');
    refused(e);
  }
  return undefined;
}

export async function refreshCases() {
  const list = await ask('cases', BY_ITSELF);
  const plugged = await ask('phones', BY_ITSELF);
  batch(() => {
    cases.value = list.cases;
    phones.value = plugged.phones;
  });
  const at = place.value.case;
  if (at) await open(at, BY_ITSELF);
}

export async function open(id, how) {
  const answer = await look('case', { case: id, ...how });
  if (answer) current.value = answer.case;
}

/* Says one part of a draft; the case comes back as the kit has it. */
export async function say(part, value) {
  const answer = await tell('case-set', { case: current.value.id, part, value });
  if (answer) current.value = answer.case;
  return Boolean(answer);
}

// ---- where the officer is: "#case/step", so that the browser's own way back works ----

let stop = null; // ends the hearing

export const place = signal(read());

function read() {
  const [id, step] = location.hash.slice(1).split('/');
  return { case: id?.startsWith('c-') ? id : null, page: id?.startsWith('c-') ? null : id || null, step: step ?? null };
}

addEventListener('hashchange', () => {
  place.value = read();
  if (officer.value) trouble.value = null; // why one was signed out stays
});

export function goTo(hash) {
  if (location.hash.slice(1) !== hash) location.hash = hash;
}

// ---- hearing ----

const run = (id, change) => {
  const old = runs.value[id] ?? { told: [] };
  runs.value = { ...runs.value, [id]: { ...old, ...change(old) } };
};

const hears = {
  begin: () => {
    refresh();
  },
  daemon: (e) => {
    if (!e.up) online.value = false;
    else refresh();
  },
  phones: (e) => {
    phones.value = e.phones;
  },
  case: (e) => {
    cases.value = [e.case, ...cases.value.filter((c) => c.id !== e.case.id)];
    if (current.value?.id === e.case.id) open(e.case.id, BY_ITSELF);
    // A phone that is copied from needs nothing done to it any more.
    if (e.case.state !== 'meeting' && e.case.state !== 'away') run(e.case.id, () => ({ now: null }));
  },
  'case-gone': (e) => {
    cases.value = cases.value.filter((c) => c.id !== e.case);
    if (place.value.case === e.case) goTo('');
  },
  progress: (e) => run(e.case, () => ({ progress: e, now: null })),
  told: (e) => run(e.case, (old) => ({ told: [...old.told, { ...e, n: (old.told.at(-1)?.n ?? 0) + 1 }].slice(-50), now: e.act ? e : old.now })),
  glance: (e) => run(e.case, () => ({ glance: e.glance })),
  'taken-over': (e) => {
    taken.value = e;
  },
  clock: (e) => {
    jumped.value = e.jump_s;
    refresh();
  },
  session: (e) => {
    if (e.ended) signedOut(e.ended);
    else ending.value = Date.now() + e.ends_in_s * 1000;
  },
  store: (e) => {
    kit.value = { ...kit.value, store: { ...kit.value.store, state: e.state } };
  },
  selftest: (e) => {
    kit.value = { ...kit.value, selftest: e.selftest };
  },
};

/* An event, from the kit or as good as one. */
export const heard = (e) => hears[e.event]?.(e);

/* Hears the kit from now on; after each break everything is asked anew. */
export function hear() {
  stop?.();
  stop = listen(heard, (up, closed) => {
    if (closed) stop = null;
    if (!up) online.value = false;
  });
}

// While nothing answers, it is tried again; and once it answers, it is heard again.
const AGAIN_MS = 2000;
effect(() => {
  if (online.value) return undefined;
  const again = setInterval(async () => {
    await refresh();
    if (online.value && officer.value && !stop) hear();
  }, AGAIN_MS);
  return () => clearInterval(again);
});
