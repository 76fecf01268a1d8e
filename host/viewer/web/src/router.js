// Where the examiner is: "#/name/id?query". The filters are part of it, so that the browser's own way
// back brings back what was looked at, and every link keeps them.
import { signal } from '@preact/signals';

/* What narrows every view; the rest of a query is a view's own. */
export const FILTERS = ['bundle', 'from', 'until', 'kind', 'state'];

export function parse(hash) {
  const [path, query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [name = '', ...id] = path.split('/');
  return { name: decode(name) || 'overview', id: id.length ? decode(id.join('/')) : null, query: Object.fromEntries(new URLSearchParams(query)) };
}

// What people type or cut short is no fault.
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const kept = (query) => Object.fromEntries(Object.entries(query).filter(([k, v]) => v !== '' && v !== null && v !== undefined));

export function format({ name, id = null, query = {} }) {
  const words = new URLSearchParams(kept(query)).toString();
  return `#/${encodeURIComponent(name)}${id === null ? '' : `/${encodeURIComponent(id)}`}${words && `?${words}`}`;
}

const here = () => (typeof location === 'undefined' ? '' : location.hash);
export const place = signal(parse(here()));

/* An address that keeps the filters, but for those that the query names anew. */
export function href(name, id = null, query = {}) {
  const filters = Object.fromEntries(FILTERS.map((k) => [k, place.value.query[k]]));
  return format({ name, id, query: { ...filters, ...query } });
}

// At once: the browser tells of it later, and what is done until then is done there.
function move(hash) {
  location.hash = hash;
  place.value = parse(hash);
}

export const go = (name, id, query) => move(href(name, id, query));

/* Changes the query of where one is; what is null goes. again: the way back does not stop here. */
export function refine(query, again = false) {
  const hash = format({ ...place.value, query: { ...place.value.query, ...query } });
  if (!again) return move(hash);
  history.replaceState(null, '', hash);
  place.value = parse(hash);
  return undefined;
}

if (typeof addEventListener !== 'undefined') {
  addEventListener('hashchange', () => {
    if (format(parse(here())) !== format(place.value)) place.value = parse(here());
  });
}
