// A kit that is none: answers the page as firmware/daemon/daemon.h and firmware/panel/panel.h say, from
// a state that the test sets. For how screens look, also the rare ones; what a kit does is tested with
// a real one.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
  + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };

const officer = { id: 'a.mwangi', name: 'A. Mwangi', admin: true };
const now = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z');
const radio = { state: 'off', set_by: 'officer', verified: true };
const strokes = [[[900, 900, 0], [1500, 400, 80], [2200, 1300, 160], [3000, 600, 240], [4200, 900, 400]]];

export const parts = {
  exhibit: { number: 'EX-7/1', seal: 'S 004411', description: 'Samsung, black, cracked screen' },
  seizure: { by: 'A. Mwangi', at: '2026-11-22T09:40:00Z', place: 'Moi Avenue 12, room 4', how: 'volunteered' },
  phone: { power: 'on', lock: 'unlocked', airplane: radio, wifi: radio, bluetooth: radio },
  owner: { role: 'victim', present: true, minor: 'no' },
  authority: { basis: 'consent', reference: 'Consent EX-7/1', valid_from: '2026-11-22T00:00:00Z', valid_until: '2099-11-24T00:00:00Z' },
  clock: { reference: 'Radio clock', agrees: true, offset_s: 0 },
  scope: { preset: 'victim', categories: ['device', 'calls', 'messages', 'contacts'], media: 'metadata', from: '2026-08-01T00:00:00Z', counterparties: ['+254712345678'] },
  consent: {
    notice: { language: 'en', given: 'interpreted' }, capacity: 'supported', understood: true, controller_absent: true, withdrawal_told: true,
    alternatives: 'The owner sends only what matters', guardian: { name: 'J. Otieno', relation: 'sister' }, interpreter: { name: 'M. Haddad', language: 'Arabic' },
    receipt: 'wanted', at: now(), signature: { strokes },
  },
};

export const makeCase = (change = {}) => ({
  id: 'c-abcdefghij', training: false, state: 'draft', exhibit: 'EX-7/1', reference: 'Consent EX-7/1', role: 'victim', officer, made: now(), changed: now(),
  parts, needs: [], begun: !['draft', 'ready', 'refused'].includes(change.state ?? 'draft'), password: false, until_full: false, ...change,
});

const glance = {
  counts: { call: 128, message: 2417, contact: 96, location: 12 },
  calls: { first: '2026-08-01T10:00:00Z', last: '2026-11-22T08:10:00Z', latest: [
    { time: '2026-11-22T08:10:00Z', dir: 'in', who: '+254 712 345 678', result: 'missed' },
    { time: '2026-11-21T22:41:00Z', dir: 'out', who: 'محمد \u202egnissem', result: 'answered' },
  ] },
  messages: { latest: [
    { time: '2026-11-22T08:12:00Z', dir: 'in', who: '<b>Boss</b>', text: 'Come to the hotel now. <img src=x onerror=alert(1)> Room 12' },
    { time: '2026-11-22T07:58:00Z', dir: 'in', who: '+254 712 345 678', text: 'أين أنت؟ انتظرك 20 دقيقة' },
  ] },
  top: [{ id: '+254712345678', name: 'Boss', calls: 41, messages: 902 }, { id: 'x', name: 'محمد', calls: 3, messages: 211 }],
};

const sum = (category, state, count, ...names) => ({ category, state, count, artefacts: names.map((name) => ({ name, count })) });
const result = {
  taken: [sum('calls', 'found', 128, 'android.calls'), sum('messages', 'found', 2417, 'android.sms', 'android.mms', 'android.threads'), sum('contacts', 'found', 96, 'android.contacts')],
  not_taken: [{ ...sum('files', 'out-of-scope', undefined, 'android.files'), reason: 'scope', why: 'not in the scope' }, { ...sum('activity', 'refused', undefined, 'android.notification_log'), why: 'SecurityException: shell does not hold it' }],
  unreachable: [{ ...sum('other', 'unreachable', undefined, 'whatsapp.android', 'signal.android'), more: 3, why: 'app-private data of an unrooted phone' }],
  nothing: [sum('calendar', 'empty', 0, 'android.calendar')],
  hash: '3f1e6a90c2b4d5877ab1cc0d9e2f4a61b7750e3c8d19f2a44be6c0a1d3958e27',
  words: 'river copper window acid famous lunar gentle spike orbit maple tunnel zebra'.split(' '),
  changes: [
    { code: 'adb-key', what: 'The phone was told to allow this kit.', made: true, undone: false, how: 'Developer options: Revoke USB debugging authorisations' },
    { code: 'pairing', what: 'The phone was told to trust this kit.', made: true, undone: true },
  ],
  verify: 'unknown', findings: [], signatures: [{ who: 'kit', file: 'signatures/kit-1.sig' }],
};

const phone = {
  device: 'usb:1-2', port: '1-2', name: 'Galaxy A15', make: 'Samsung', model: 'SM-A155F', platform: 'android', version: '14', serial: 'R58M12ABCDE',
  shows: ['adb'], ready: true, findings: [{ code: 'ready', text: 'USB debugging is on.', do: ['Keep the screen unlocked; it asks once whether this kit is allowed.'] }],
};
const blocked = {
  ...phone, device: 'usb:1-3', port: '1-3', make: 'Xiaomi', model: 'Redmi 12', serial: undefined, version: '13', shows: ['mtp'], ready: false,
  findings: [{ code: 'debugging-off', text: 'USB debugging is off.', do: ['Settings > About phone > MIUI version: touch it seven times.', 'Settings > Additional settings > Developer options > USB debugging: on.'] }],
};
const managed = {
  ...phone, device: 'usb:1-4', port: '1-4', make: 'Apple', model: 'iPhone 12', platform: 'iphone', version: '17.5', ready: false,
  findings: [{ code: 'managed', text: 'An organisation supervises this phone.', do: ['Ask whose phone it is.'] }],
};
export const phones = { good: [phone], bad: [blocked, managed], none: [] };

export const freshState = () => ({
  signedIn: true,
  store: 'plain',
  officers: [{ id: 'a.mwangi', name: 'A. Mwangi', locked_s: 0, key: true }, { id: 'j.otieno', name: 'J. Otieno', locked_s: 0, key: true }, { id: 'salma', name: 'سلمى حداد', locked_s: 0 }],
  cases: [makeCase()],
  phones: phones.good,
  refuse: {}, // word -> {code, ..}
  asked: [], // [word, members]
  opens: ['Digital laboratory', 'Recovery key, Nairobi'],
  enrolled: 'valid',
  sticks: [{ stick: 'EVIDENCE-1', free: 61_200_000_000 }, { stick: 'ملفات', free: 900_000 }],
  plugged: true,
  certificate: 'certificate field kit 4, serial 12, by SHA256:8c2Vb0JtT1eVYxkq4y2Cq8o1h9vB1Zk2n7sX5dQpR3w',
  waits: [], // words that are still at work
  up: true,
});

const words = {
  'store-new': () => ({ words: ['river', 'copper', 'window', 'acid', 'famous', 'lunar'] }),
  'store-open': (s) => { s.store = 'open'; return {}; },
  'officer-add': (s, m) => { s.officers.push({ id: m.officer, name: m.name, locked_s: 0 }); return {}; },
  'sign-in': (s) => { s.signedIn = true; return { officer, idle_s: 900 }; },
  'sign-in-key': (s) => { s.signedIn = true; return { officer, idle_s: 900 }; },
  'key-stop': () => ({}),
  'key-add': () => ({}),
  'key-drop': () => ({}),
  keys: () => ({ most: 4, keys: [{ key: 'SHA256:8c2Vb0JtT1eVYxkq4y2Cq8o1h9vB1Zk2n7sX5dQpR3w', made: '2026-11-22T09:40:00Z' }] }),
  'sign-out': (s) => { s.signedIn = false; return {}; },
  'officer-pin': () => ({}),
  officers: (s) => ({ officers: s.officers.map((o) => ({ ...o, admin: o.id === officer.id })) }),
  selftest: () => ({ selftest: { ok: true, at: now() } }),
  cases: (s) => ({ cases: s.cases.map(({ parts: p, needs, ...summary }) => summary) }),
  case: (s, m) => ({ case: s.cases.find((c) => c.id === m.case) }),
  'case-new': (s, m) => {
    const made = makeCase({ id: 'c-newcase222', training: m.training, exhibit: undefined, reference: undefined, parts: {}, needs: ['exhibit', 'seizure', 'phone', 'owner', 'authority', 'clock', 'scope'].map((part) => ({ part, field: '' })) });
    s.cases.push(made);
    return { case: made };
  },
  'case-set': (s, m) => {
    const of = s.cases.find((c) => c.id === m.case);
    of.parts = { ...of.parts, [m.part]: m.value };
    of.needs = of.needs.filter((n) => n.part !== m.part);
    if (m.part === 'authority' && m.value.basis === 'consent' && !of.parts.consent) of.needs.push({ part: 'consent', field: '' });
    of.exhibit = of.parts.exhibit?.number;
    of.reference = of.parts.authority?.reference;
    of.state = of.needs.length ? 'draft' : 'ready';
    return { case: of };
  },
  'case-drop': (s, m) => { s.cases = s.cases.filter((c) => c.id !== m.case); return {}; },
  preset: (s, m) => ({ scope: { preset: m.preset, categories: m.preset === 'suspect' ? ['device', 'calls', 'messages', 'contacts', 'files'] : ['device', 'calls', 'messages'], media: m.preset === 'suspect' ? 'all' : 'none' } }),
  plan: (s, m) => ({ lines: ['What may be looked at on this phone (EX-7/1)', '', 'Taken:', '    SMS, content://sms: only by date'], scope: s.cases.find((c) => c.id === m.case).parts.scope ?? {}, needs: [] }),
  phones: (s) => ({ phones: s.phones }),
  guide: () => ({ lines: ['Settings > About phone > Software information', 'Build number: touch it seven times', 'Settings > Developer options > USB debugging: on'] }),
  glance: () => ({ glance }),
  result: () => ({ result }),
  sticks: (s) => ({ sticks: s.sticks, plugged: s.plugged }),
  'copy-out': (s, m) => { s.cases.find((c) => c.id === m.case).copying_to = m.stick; return {}; },
  log: () => ({ entries: ['case-made', 'said', 'said', 'start', 'state'].map((act, i) => ({ seq: i + 1, act, part: act === 'said' ? ['exhibit', 'owner'][i - 1] : undefined, state: 'meeting', officer: officer.id, at: now() })), next: null }),
};
const moves = { start: 'meeting', resume: 'copying', keep: 'sealed', handover: 'handed', wipe: 'wiped', withdraw: 'withdrawn', stop: 'stopped' };
for (const [word, state] of Object.entries(moves)) {
  words[word] = (s, m) => {
    const of = s.cases.find((c) => c.id === m.case);
    of.state = state;
    s.send({ event: 'case', case: of });
    return { case: of, receipt: {}, certificate: {} };
  };
}

function api(s, word, members) {
  s.asked.push([word, members]);
  if (s.refuse[word]) return { ok: false, text: 'as the test says', ...s.refuse[word] };
  return words[word] ? { ok: true, ...words[word](s, members) } : { ok: false, code: 'usage', text: word };
}

const hello = (s) => ({
  ok: true, csrf: 'c'.repeat(64), signed_in: s.signedIn, version: '0.6', kit: { id: 'kit-04', principal: 'kit-04@moka', fingerprint: 'SHA256:8c2Vb0JtT1eVYxkq4y2Cq8o1h9vB1Zk2n7sX5dQpR3w' },
  training_only: false, recipients: s.opens.length, opens: s.opens, enrolled: s.enrolled, certificate: s.certificate, store: { state: s.store, kind: 'LUKS2' }, clock: { now: now(), trusted: true, source: 'confirmed' }, officers: s.officers, keys: true,
  selftest: { ok: true, at: now() }, pairing: [{ url: 'https://10.55.0.1/', code: '48213377', fingerprint: 'AB:CD:EF:01:23:45:67:89', left: 300 }],
});

/* Serves `folder` (the built page) and a state; resolves to {url, state, close}. */
export async function serve(folder) {
  const kit = { state: freshState() };
  const streams = new Set(), listening = [];
  kit.reset = (change = {}) => {
    kit.state = { ...freshState(), ...change, send: (e) => streams.forEach((r) => r.write(`data: ${JSON.stringify(e)}\n\n`)) };
    return kit.state;
  };
  const json = (res, status, body) => {
    res.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    res.end(JSON.stringify(body));
  };
  const server = createServer(async (req, res) => {
    const url = req.url.split('?')[0];
    if (url.startsWith('/api/') && !kit.state.up) return json(res, 503, { ok: false, code: 'daemon', text: 'mokad cannot be reached' });
    if (url === '/api/hello') return json(res, 200, hello(kit.state));
    if (url === '/api/events') {
      res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      res.write('data: {"event":"begin","again":false}\n\n');
      streams.add(res);
      listening.splice(0).forEach((done) => done());
      return req.on('close', () => streams.delete(res));
    }
    if (url.startsWith('/api/')) {
      let body = '';
      for await (const piece of req) body += piece;
      if (kit.state.waits.includes(url.slice(5))) return undefined;
      return json(res, 200, api(kit.state, url.slice(5), JSON.parse(body)));
    }
    const name = url === '/' ? 'index.html' : url.slice(1);
    if (!/^(index\.html|app\.(js|css)|lang\/[a-z]{2}\.json)$/.test(name)) return json(res, 404, { ok: false, code: 'not-found' });
    res.writeHead(200, { 'Content-Type': `${types[path.extname(name)]}; charset=utf-8`, 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff' });
    return res.end(readFileSync(path.join(folder, name)));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  kit.reset();
  kit.url = `http://127.0.0.1:${server.address().port}/`;
  kit.close = () => {
    kit.state.up = false;
    streams.forEach((r) => r.end());
    return server.close();
  };
  kit.drop = () => streams.forEach((r) => r.destroy());
  /* What the next page hears is said to it: those of before are let go of. */
  kit.next = () => {
    kit.drop();
    streams.clear();
    return new Promise((done) => listening.push(done));
  };
  return kit;
}
