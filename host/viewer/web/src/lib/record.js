// What a record is called, who is in it, what it says: for one line of a list. Pure.
export const KINDS = ['message', 'call', 'voicemail', 'email', 'contact', 'conversation', 'attachment', 'reaction', 'media', 'location', 'web_visit', 'web_search', 'web_download',
  'bookmark', 'cookie', 'note', 'calendar', 'payment', 'account', 'app', 'device', 'network', 'bluetooth', 'cell', 'event'];

/* "live"; "wal": only in the log that the database had not taken in; "cache"; "recovered": out of what
 * the app had deleted; "app-deleted": the app's own mark, the row is still there. */
export function stateOf(record) {
  const state = record.source?.state ?? 'live';
  if (!['live', 'wal', 'cache'].includes(state)) return 'recovered';
  if (record.deleted === true || record.times?.deleted) return 'app-deleted';
  return state;
}

export const isDeleted = (record) => ['recovered', 'app-deleted'].includes(stateOf(record));

/* A party's own words; null where it has none ("self" is for the caller to say). */
export const nameOf = (party) => (typeof party === 'string' ? party : (party?.name || party?.phone || party?.id || null));

const list = (v) => (v === undefined || v === null ? [] : Array.isArray(v) ? v : [v]);

/* {from: [party], to: [party]}: who spoke, to whom; a call's peer on its side. */
export function partiesOf(record) {
  if (record.peer) return record.dir === 'out' ? { from: [], to: [record.peer] } : { from: [record.peer], to: [] };
  return { from: list(record.from), to: [...list(record.to), ...list(record.cc)] };
}

const FIELDS = {
  message: ['subject', 'text', 'action'], email: ['subject', 'text'], voicemail: ['text', 'path'], attachment: ['name', 'caption', 'path', 'mime'], reaction: ['text'], media: ['path'],
  contact: ['name', 'org'], conversation: ['title', 'thread'], location: ['label'], web_visit: ['title', 'url'], web_search: ['query', 'url'], web_download: ['path', 'url'],
  bookmark: ['title', 'url'], cookie: ['host', 'name'], note: ['title', 'text'], calendar: ['title', 'place', 'text'], payment: ['amount', 'currency', 'text'],
  account: ['service', 'name', 'phone', 'email', 'id'], app: ['name', 'id', 'version'], device: ['name', 'value'], network: ['ssid', 'bssid', 'mac'], bluetooth: ['name', 'mac'],
  cell: ['mcc', 'mnc', 'lac', 'cid'], event: ['name', 'title'],
};

/* The fields that a line shows: [{field, value: text}], those that there are. */
export function lineOf(record) {
  const shown = (FIELDS[record.kind] ?? ['title', 'name', 'text']).filter((f) => ['string', 'number'].includes(typeof record[f]) && record[f] !== '')
    .map((field) => ({ field, value: String(record[field]) }));
  const named = [...list(record.phones), ...list(record.emails), ...list(record.handles)].map(nameOf).filter(Boolean);
  if (record.kind === 'contact' && named.length) shown.push({ field: 'phones', value: named.slice(0, 4).join(', ') });
  if (record.kind === 'location' && record.lat !== undefined) shown.push({ field: 'lat', value: `${record.lat}, ${record.lon}` });
  return shown;
}

/* A member by its path, "to.0.name". */
export const memberAt = (record, path) => path.split('.').reduce((v, k) => (v !== null && typeof v === 'object' && Object.hasOwn(v, k) ? v[k] : undefined), record);

/* Spans of one field among a search's hits. */
export const hitsOf = (hits, field) => (hits ?? []).filter(([f]) => f === field).map(([, from, to]) => [from, to]);

export const baseName = (path) => String(path ?? '').split('/').at(-1);
