// A case that is none: answers the viewer's page as host/viewer/viewer.h says, from records made up by
// their number, as many as a test wants. For how views look and how long lists scroll; what a case
// does is tested with a real one.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; font-src 'self'; "
  + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.geojson': 'application/json' };

const MIN = 60e6;
const START = Date.parse('2025-05-05T06:10:00Z') * 1000;
export const MANY = 100_000;
const iso = (us) => new Date(us / 1000).toISOString();

const people = [
  { id: '+447700900101', name: 'Mum', phone: '+447700900101' },
  { id: '12025550103@s.whatsapp.net', name: 'ليلى حداد', phone: '+12025550103' },
  { id: '+447700900102', name: 'Sanne de Vries', phone: '+447700900102' },
  { id: 'x', name: '<img src=x onerror=alert(1)>' },
  { id: '+61491570106', phone: '+61491570106' },
  { id: 'r', name: 'invoice\u202egpj.exe \u001b[31mred' },
];
const self = { id: '+447700900199', name: 'Noor Haddad', phone: '+447700900199', self: true };
const says = [
  'Where are you?', 'صباح الخير 🌷 سأصل بعد عشرين دقيقة', 'On my way. Ten minutes, the bus was late again and I had to wait for the next one.', '<script>alert(1)</script> & <b>bold</b>',
  'Grand Star Hotel, room 12. Ask for Karim.', '=HYPERLINK("http://evil","x")', '你好，明天见', 'ok 👍', 'https://files.example.com/leaflet-1.pdf', 'hidden \u202eeman\u202c here',
  'Call me when you are there\nand bring the papers', 'Em đang ở đâu?',
];
const states = { 7: 'freelist', 23: 'unallocated', 31: 'wal' };
const source = (n, table = 'message') => ({ file: 'data/data/com.whatsapp/databases/msgstore.db', table, state: states[n % 40] ?? 'live', row: n, object_sha256: '8e9951611ff3'.padEnd(64, '0') });

/* Message n (from 1) of the long talk; every talk is a stretch of it. */
function message(n, bundle = 1) {
  const who = people[n % people.length];
  const out = n % 3 === 0;
  const record = {
    kind: 'message', ref: `whatsapp.android:8e99:message:${n}`, app: 'whatsapp.android', time: iso(START + n * 7 * MIN), time_raw: (START + n * 7 * MIN) / 1000, time_unit: 'unix_ms', clock: 'device',
    dir: n % 97 === 5 ? 'system' : out ? 'out' : 'in', from: out ? self : who, to: out ? [who] : undefined, thread: 'family', text: says[n % says.length], transport: 'app', source: source(n), parser: 'whatsapp.android@1',
  };
  if (n % 40 === 7) record.confidence = 0.8;
  if (n % 29 === 3) Object.assign(record, { edited: true, times: { edited: iso(START + n * 7 * MIN + MIN) }, versions: [{ text: 'Where r u' }] });
  if (n % 53 === 11) record.deleted = true;
  if (n % 17 === 4) record.reply_to = `whatsapp.android:8e99:message:${n - 2}`;
  if (n % 61 === 9) record.issues = [{ field: 'status', why: 'unknown code 77' }];
  const children = [];
  if (n % 13 === 2) children.push({ id: 1e6 + n, bundle, tags: [], notes: 0, record: { kind: 'attachment', ref: `a:${n}`, app: 'whatsapp.android', parent: record.ref, path: `Media/WhatsApp Images/IMG-${n}.jpg`, mime: 'image/jpeg', bytes: 120334, present: n % 2 === 0, missing_why: n % 2 ? 'not in the bundle' : undefined, source: source(n, 'message_media') } });
  if (n % 11 === 1) children.push({ id: 2e6 + n, bundle, tags: [], notes: 0, record: { kind: 'reaction', ref: `r:${n}`, app: 'whatsapp.android', parent: record.ref, from: people[0], text: '❤️', source: source(n, 'message_add_on') } });
  return { id: n, bundle, record, tags: [], notes: 0, children };
}

function call(n) {
  const out = n % 2 === 0;
  return { id: 3e6 + n, bundle: 1 + (n % 2), tags: [], notes: 0, record: {
    kind: 'call', ref: `android.calls:1:calls:${n}`, app: n % 5 ? 'android.calls' : 'whatsapp.android', time: iso(START + n * 31 * MIN), time_raw: (START + n * 31 * MIN) / 1000, time_unit: 'unix_ms', clock: 'device', dir: out ? 'out' : 'in',
    result: out ? 'answered' : ['missed', 'answered', 'rejected'][n % 3], duration_s: n % 3 ? (n * 37) % 4000 : 0, media: n % 7 ? 'voice' : 'video', peer: people[n % people.length], source: { ...source(n, 'calls'), file: 'data/data/com.android.providers.contacts/databases/calllog.db' }, parser: 'android.calls@1' } };
}

function contact(n) {
  const p = people[n % people.length];
  return { id: 4e6 + n, bundle: 1, tags: [], notes: 0, record: { kind: 'contact', ref: `android.contacts:1:raw:${n}`, app: 'android.contacts', name: p.name ?? p.id, phones: [{ id: p.id, phone: p.phone, label: 'mobile' }], emails: [{ id: 'mum@example.org', label: 'home' }], source: source(n, 'raw_contacts'), parser: 'android.contacts@1' } };
}

const talks = Array.from({ length: 60 }, (_, i) => ({
  id: i + 1, bundle: 1 + (i % 2), app: ['whatsapp.android', 'android.sms', 'telegram.android', 'signal.android'][i % 4], key: `k${i}`,
  title: [null, 'Family ❤️', '</title><script>alert(2)</script>', 'مجموعة العمل', 'Street 🏘 news'][(i + 1) % 5], messages: i ? 30 + i * 3 : MANY, first_us: START, last_us: START + (MANY - i * 100) * MIN, about: null,
}));
const entities = people.map((p, i) => ({ id: i + 1, kind: p.phone ? 'phone' : 'handle', value: p.phone ?? p.name, name: p.phone ? p.name : undefined, bundles: i < 3 ? 2 : 1, mentions: 900 - i * 130, first_us: START, last_us: START + 9e12 }));

function one(id) {
  if (id >= 4e6) return contact(id - 4e6);
  if (id >= 3e6) return call(id - 3e6);
  if (id >= 1e6) return message(id % 1e6).children.find((c) => c.id === id);
  return message(id);
}

/* A page of rows 1..total made by their number. */
function page(total, make, m, pick = 'records', more = {}) {
  const from = m.after?.i ?? 1;
  const to = Math.min(total, from + (m.limit ?? 200) - 1);
  const rows = [];
  for (let n = from; n <= to; n += 1) rows.push(make(n));
  return { [pick]: rows, next: to < total ? { i: to + 1 } : null, ...more };
}

const marks = (s, item) => ({ ...item, tags: [...(s.tags.get(item.id) ?? item.tags)], notes: s.notes.get(item.id)?.length ?? item.notes });

/* What a word finds: the text cut where it stands. */
function hits(record, query) {
  const word = query.replaceAll('"', '').toLowerCase();
  const at = word ? (record.text ?? '').toLowerCase().indexOf(word) : -1;
  return at < 0 ? [] : [['text', at, at + word.length]];
}

const bytesAt = (offset) => Array.from({ length: 4096 }, (_, i) => ((offset + i) * 31 + 7) % 256 & 0x7f);

/* What has no time, in each of two bundles. */
const TIMELESS = { contact: 32, call: 3 };
export const timeless = (s, m) => page(2 * (m.kind ? TIMELESS[m.kind] ?? 0 : 35), (n) => {
  const item = m.kind === 'call' || n > 64 ? call(n) : contact(n);
  return marks(s, { ...item, record: { ...item.record, time: undefined, time_raw: 'no date' } });
}, m);

export const words = {
  overview: () => ({
    bundles: [1, 2].map((id) => ({
      id, first_us: START, last_us: START + 8e12, kinds: { message: MANY, call: 1200, contact: 32, location: 156, web_visit: 91, media: 14 }, timeless: TIMELESS,
      said: {
        info: ['Case-Number: EX-7/1', 'Officer: A. Mwangi', 'Acquired: 2025-06-15T12:00:00Z', 'Phone: Pixel 8, <b>Android 15</b>'],
        findings: id === 2 ? ['object 3f1e…: content differs from the index'] : ['all hashes hold', 'the kit’s signature is valid'],
        acquired: [{ artefact: 'android.sms', status: 'found', records: 88 }, { artefact: 'android.notification_log', status: 'refused', why: 'SecurityException' }],
        ledger: [{ app: 'whatsapp.android', file: 'data/data/com.whatsapp/databases/msgstore.db', status: 'read', records: 173 }, { app: 'x', file: 'data/data/org.x/y.db', status: 'unknown', why: 'no reader' }],
        issues: [{ app: 'whatsapp.android', why: 'unknown code 77', row: 12 }], failed: id === 2 ? [{ file: 'data/z.db', why: 'not a database' }] : [], left_out: id === 2 ? 12 : 0,
        hits: id === 2 ? [{ sha256: '3aa789807a9153688447c384e94e6d5579c89b6c17eb13197b4bd5fd4119d69f', set: 'known.csv', name: '<i>name</i>.jpg', category: '2', record: 4, path: '/sdcard/DCIM/\u202egpj.exe' }] : [],
      },
    })),
    contacts: entities, hours: Array.from({ length: 24 }, (_, h) => (h < 6 ? h : 40 + ((h * 17) % 60))), weekdays: [120, 133, 90, 160, 220, 40, 12],
    apps: [{ app: 'whatsapp.android', messages: MANY, talks: 15 }, { app: 'android.sms', messages: 1300, talks: 15 }],
  }),
  talks: (s, m) => {
    const of = talks.filter((x) => (!m.bundle || x.bundle === m.bundle) && (!m.app || x.app === m.app));
    return page(of.length, (n) => of[n - 1], m, 'talks');
  },
  talk: (s, m) => {
    const talk = talks.find((x) => x.id === m.talk);
    if (!talk) return { ok: false, code: 'not-found' };
    const start = m.around ? Math.max(1, m.around - Math.floor((m.limit ?? 200) / 2)) : m.at_us ? Math.max(1, Math.ceil((m.at_us - START) / (7 * MIN))) : 1;
    const from = m.after?.i ?? start;
    return { talk, before: from > 1, ...page(talk.messages, (n) => marks(s, message(n, talk.bundle)), { ...m, after: { i: from } }) };
  },
  line: (s, m) => (m.timeless ? timeless(s, m) : page(m.kind === 'call' ? MANY : 400, (n) => marks(s, m.kind === 'call' ? call(n) : message(n)), m)),
  search: (s, m) => (m.query === '"' ? { ok: false, code: 'usage', text: 'there is no word to look for', reason: 'no-word', at: [0, 1] } : page(m.query === 'none' ? 0 : MANY, (n) => {
    const item = marks(s, message(n));
    return { ...item, hits: hits(item.record, m.query) };
  }, m, 'records', m.ranked ? { latest: 20_000 } : {})),
  one: (s, m) => {
    const item = one(m.id);
    if (!item) return { ok: false, code: 'not-found' };
    const { children = [], ...rest } = marks(s, item);
    return { record: rest, children, tags: rest.tags, notes: s.notes.get(m.id) ?? [], talk: rest.record.kind === 'message' ? talks[0] : null,
      entities: entities.slice(0, 2).map((e, i) => ({ ...e, role: ['from', 'text'][i], rule: ['e164', 'phone-in-text'][i] })) };
  },
  raw: (s, m) => {
    const { record } = one(m.id);
    const offset = m.offset ?? 8192;
    const hex = bytesAt(offset).map((b) => b.toString(16).padStart(2, '0')).join('');
    const live = record.source.state === 'live';
    return { source: record.source, kind: live ? 'row' : 'page', columns: live ? [{ name: '_id', value: record.source.row }, { name: 'text_data', value: record.text ?? 'x\u202e' }, { name: 'raw', value: null, hex: 'ff00d8' }] : undefined,
      page: { number: 3, offset: 8192, size: 4096 }, file: 'objects/8e/9951611ff3', bytes: { offset, total: 1 << 20, hex }, same: true };
  },
  tag: (s, m) => {
    const had = s.tags.get(m.id) ?? new Set();
    if (m.on) had.add(m.name); else had.delete(m.name);
    s.tags.set(m.id, had);
    return { changed: true };
  },
  note: (s, m) => {
    s.notes.set(m.id, [...(s.notes.get(m.id) ?? []), { who: 'examiner', time_us: START, text: m.text }]);
    return {};
  },
  tags: (s) => ({ tags: [...new Set([...s.tags.values()].flatMap((x) => [...x]))].sort().map((name) => ({ name, records: [...s.tags.values()].filter((x) => x.has(name)).length })) }),
  tagged: (s, m) => ({ records: [...s.tags].filter(([, x]) => x.has(m.name)).map(([id]) => marks(s, one(id))), next: null }),
  contacts: () => ({ contacts: entities }),
  shared: () => ({ shared: entities.filter((e) => e.bundles > 1) }),
  entity: (s, m) => (entities[m.id - 1] ? { entity: entities[m.id - 1], also: m.id === 2 ? [entities[0].value, entities[3].value] : undefined, where: [{ bundle: 1, role: 'from', rule: 'e164', records: 800 }, { bundle: 2, role: 'phones', rule: 'e164', records: 3 }], ...page(500, (n) => marks(s, message(n)), m) } : { ok: false, code: 'not-found' }),
  merges: (s) => ({ suggested: [{ a: entities[0], b: entities[2], rule: 'name', reason: 'both are called Sanne', name: 'Sanne' }], made: s.merges }),
  merge: (s, m) => {
    s.merges.unshift({ id: s.merges.length + 1, a: entities[m.a - 1], b: entities[m.b - 1], reason: m.reason, who: 'examiner', time_us: START, undone: false });
    return { id: s.merges.length };
  },
  unmerge: (s, m) => {
    s.merges.find((x) => x.id === m.id).undone = true;
    return {};
  },
  export: (s, m) => ({ ticket: 'ticket', name: `case.${m.format}`, bytes: 120334, leaves_out: [{ kind: 'contact', n: 12, why: 'no time in UTC' }, { kind: 'location', n: 1, why: 'a place that is on no map' }] }),
  audit: (s, m) => ({ chain: 'whole', ...page(400, (n) => ({ seq: 401 - n, time: iso(START), who: 'examiner', act: n % 3 ? 'opened' : 'search', query: n % 3 ? undefined : 'hotel', record: n % 3 ? n : undefined, prev: 'a'.repeat(64) }), m, 'lines') }),
  open: () => ({ ok: false, code: 'evidence', text: 'the file is not in the bundle' }),
};

const hello = {
  ok: true, csrf: 'c'.repeat(64), version: '0.7', who: 'A. Examiner', zone: 'Europe/London', languages: ['en', 'fr', 'es', 'de', 'ar'], lang: 'en', formats: ['csv', 'jsonl', 'timesketch', 'kml', 'geojson', 'vcard', 'case-uco'], regions: [],
  bundles: [
    { id: 1, root: 'aa'.repeat(32), path: '/cases/ex-7/phone-a', verdict: 'INTACT', training: false, records: 101493, issues: 3, failed: 0, name: 'Noor’s Pixel 8', platform: 'android' },
    { id: 2, root: 'bb'.repeat(32), path: '/cases/ex-7/<b>phone-b</b>', verdict: 'TAMPERED', training: true, records: 4012, issues: 9, failed: 1, name: 'iPhone \u202eX', platform: 'iphone' },
  ],
};

const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><rect width="320" height="240" fill="#c33"/><circle cx="160" cy="120" r="70" fill="#ff3"/></svg>';

/* Serves `folder` (the built page); more: further words (state, members) => answer. {url, state, close}. */
export async function serve(folder, more = {}) {
  const all = { ...words, ...more };
  const fake = { state: { tags: new Map(), notes: new Map(), merges: [], hello: structuredClone(hello), asked: [] } };
  const json = (res, body) => {
    res.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    res.end(JSON.stringify(body));
  };
  const server = createServer(async (req, res) => {
    const url = decodeURIComponent(req.url.split('?')[0]);
    if (url === '/api/hello') return json(res, fake.state.hello);
    if (url.startsWith('/api/')) {
      let body = '';
      for await (const piece of req) body += piece;
      const word = url.slice(5);
      fake.state.asked.push([word, JSON.parse(body)]);
      return json(res, all[word] ? { ok: true, ...all[word](fake.state, JSON.parse(body)) } : { ok: false, code: 'usage', text: word });
    }
    if (url === '/get/picture') {
      res.writeHead(200, { 'Content-Type': 'image/svg+xml' });
      return res.end(PICTURE);
    }
    if (url === '/get/ticket') {
      res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' });
      return res.end('made up\n');
    }
    const name = url === '/' ? 'index.html' : url.slice(1);
    if (!/^(index\.html|app\.(js|css)|(lang|map|chunks)\/[\w.-]+)$/.test(name)) return json(res, { ok: false, code: 'not-found' });
    res.writeHead(200, { 'Content-Type': `${types[path.extname(name)]}; charset=utf-8`, 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff' });
    return res.end(readFileSync(path.join(folder, name)));
  });
  await new Promise((done) => server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', done));
  fake.url = `http://127.0.0.1:${server.address().port}/`;
  fake.close = () => server.close();
  return fake;
}
