// Words in five languages. A language is one JSON file, "area.name" -> a message of ICU's format;
// what a language lacks is shown in English, and what English lacks as its key (a test finds both).
import { signal, computed } from '@preact/signals';
import { IntlMessageFormat } from 'intl-messageformat';
import { remember, recall } from './memory.js';

export const LANGUAGES = [
  { id: 'en', name: 'English' },
  { id: 'fr', name: 'Français' },
  { id: 'es', name: 'Español' },
  { id: 'de', name: 'Deutsch' },
  { id: 'ar', name: 'العربية', rtl: true },
];

const known = (id) => LANGUAGES.find((l) => l.id === id);
const loaded = signal({});
const made = new Map();

export const language = signal('en');
export const direction = computed(() => (known(language.value).rtl ? 'rtl' : 'ltr'));

async function load(id) {
  if (loaded.value[id]) return;
  const answer = await fetch(`/lang/${id}.json`);
  if (!answer.ok) throw new Error(`no words for ${id}`);
  loaded.value = { ...loaded.value, [id]: await answer.json() };
}

function apply(id) {
  language.value = id;
  document.documentElement.lang = id;
  document.documentElement.dir = direction.value;
}

export async function speak(id) {
  await load(id);
  apply(id);
  remember('language', id);
}

/* A language's words without speaking it: a notice is read in the reader's own. */
export const fetchWords = (id) => load(id);

/* first: what was said at the program's start; what was chosen in this browser goes before it. */
export async function begin(first = undefined) {
  await load('en');
  const wish = [recall('language'), first, ...navigator.languages].map((l) => l?.slice(0, 2)).find(known);
  await speak(wish ?? 'en').catch(() => apply('en'));
}

const source = (id, key) => loaded.value[id]?.[key];

export const has = (key) => source(language.value, key) !== undefined || source('en', key) !== undefined;

function message(id, key) {
  const name = `${id} ${key}`;
  if (!made.has(name)) made.set(name, new IntlMessageFormat(source(id, key), locale(id)));
  return made.get(name);
}

// Western digits in Arabic too: what is on the screen is compared with papers, PINs, keys and other tools.
export const locale = (id) => (id === 'ar' ? 'ar-u-nu-latn' : id);

/* The words for a key, in the chosen language or in the one named. */
export function t(key, values, id = language.value) {
  const from = [id, 'en'].find((l) => source(l, key) !== undefined);
  return from ? message(from, key).format(values) : key;
}

/* The words for a code that came with an English text of its own, where there are no words here. */
export const said = (key, text, values) => (has(key) ? t(key, values) : (text ?? key));

// ---- numbers, sizes ----

const number = (v, options) => new Intl.NumberFormat(locale(language.value), options).format(v);

export const count = (n) => number(n);

export function bytes(n) {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  let i = 0;
  for (; n >= 1000 && i < units.length - 1; i += 1) n /= 1000;
  return number(n, { style: 'unit', unit: units[i], unitDisplay: i ? 'short' : 'long', maximumFractionDigits: n < 10 && i ? 1 : 0 });
}
