// What a case that is none (viewer_fake.mjs) says to the views that draw: many and hostile ones, so that
// what is rare in an exercise is looked at as well. For serve()'s `more`.
import { timeless, words } from './viewer_fake.mjs';

const HOSTILE = ['<img src=x onerror=alert(1)>', '</style><script>alert(2)</script>', 'gpj.\u202eexe.photo', '"; --x: url(//evil.example/)', '=HYPERLINK("//evil.example")'];
const START = Date.UTC(2025, 3, 20) * 1000;
const MINUTE = 60e6;
const odd = (i) => HOSTILE[i % HOSTILE.length];

const bundles = [1, 2];
const KINDS = ['message', 'call', 'location', 'media', 'web_visit', 'event', 'message', 'message'];
const when = (i) => START + i * 37 * MINUTE + (i % 7) * 13e6;
const line = Array.from({ length: 2000 }, (_, i) => {
  const time = new Date(when(i) / 1000).toISOString();
  const kind = KINDS[i % KINDS.length];
  const own = { message: { dir: 'in', from: { name: `Ann ${odd(i)}`, phone: '+447700900101' }, text: `Text ${i} ${odd(i)}` }, call: { dir: 'out', peer: { phone: '+447700900102' }, duration_s: 61 },
    location: { lat: 51.5, lon: -0.1, meaning: 'visited', origin: 'gps' }, media: { path: `DCIM/${odd(i)}.jpg` }, web_visit: { url: 'https://example.org/', title: odd(i) }, event: { name: 'unlock' } }[kind];
  return { id: i + 1, bundle: 1 + (i % 9 === 0), record: { kind, ref: `r${i}`, app: 'android.sms', time, source: { state: i % 11 ? 'live' : 'freelist' }, ...own }, tags: [], notes: 0 };
});
const MEANINGS = ['visited', 'visited', 'visited', 'media', 'shared', 'searched'];
const ORIGINS = ['gps', 'wifi', 'cell', 'exif', 'app', 'visit'];
const places = Array.from({ length: 2500 }, (_, i) => ({
  id: i + 1, bundle: 1 + (i % 13 === 0), kind: 'location', lat: 51.5 + Math.sin(i / 40) * 0.06, lon: -0.12 + Math.cos(i / 23) * 0.1, accuracy_m: i % 4 ? 20 + (i % 50) * 12 : null,
  time_us: i % 17 ? when(i) : null, origin: ORIGINS[i % 6], meaning: MEANINGS[i % 6], whose: i % 6 < 4 ? 'device' : 'unknown', label: i % 5 ? null : odd(i),
})).sort((a, b) => (a.time_us ?? 0) - (b.time_us ?? 0));
const media = Array.from({ length: 600 }, (_, i) => ({
  id: i + 1, bundle: 1 + (i % 5 === 0), name: `/sdcard/DCIM/IMG_${i} ${odd(i)}.jpg`, mime: 'image/jpeg', bytes: 1000 * i, kind: ['image', 'image', 'video', 'audio'][i % 4], time_us: when(i), place: i % 3 === 0, present: i % 10 !== 9, state: i % 15 ? 'live' : 'freelist',
}));
const nodes = [...bundles.map((id) => ({ id: `b${id}`, kind: 'bundle', label: `Phone ${odd(id)}`, mentions: 900, bundles: 1 })),
  ...Array.from({ length: 160 }, (_, i) => ({ id: `e${i}`, kind: ['phone', 'email', 'handle', 'link'][i % 4], label: i % 10 ? `+4477009${10000 + i}` : odd(i), mentions: 400 - i, bundles: i < 12 ? 2 : 1 }))];
const edges = nodes.slice(2).flatMap((n, i) => [1, 2].filter((b) => n.bundles > 1 || b === 1 + (i % 2)).map((b) => ({ a: `b${b}`, b: n.id, n: n.mentions, first_us: START, last_us: when(900) })));

const page = (all, name, m) => {
  const at = m.after ?? 0, to = at + (m.limit ?? 200);
  return { [name]: all.slice(at, to), next: to < all.length ? to : null };
};
const within = (us, m) => us >= (m.from_us ?? -Infinity) && us < (m.until_us ?? Infinity);
const STEP = { minute: MINUTE, second: 1e6, hour: 60 * MINUTE, day: 1440 * MINUTE };
function start(us, step) {
  const d = new Date(us / 1000);
  if (step === 'year') return Date.UTC(d.getUTCFullYear(), 0) * 1000;
  if (step === 'month') return Date.UTC(d.getUTCFullYear(), d.getUTCMonth()) * 1000;
  return Math.floor(us / STEP[step]) * STEP[step];
}
function bins(m) {
  const all = new Map();
  line.forEach((r, i) => {
    if (!within(when(i), m) || (m.bundle && r.bundle !== m.bundle)) return;
    const at = start(when(i), m.step);
    const kinds = all.get(at) ?? all.set(at, {}).get(at);
    kinds[r.record.kind] = (kinds[r.record.kind] ?? 0) + 1;
  });
  return { bins: [...all].sort((a, b) => a[0] - b[0]).map(([from_us, kinds]) => ({ from_us, kinds })) };
}
const why = { supported: { code: 'inside', id: 3, distance_m: 40, accuracy_m: 20, apart_s: 60, text: 'a position lies wholly in the circle' },
  contradicted: { code: 'outside', id: 3, distance_m: 90_000, accuracy_m: 20, apart_s: 60, text: 'a position excludes the circle' }, 'no-data': { code: 'nothing', text: 'no position in the window' } };
/* Which answer: by the radius that was asked. */
const near = (m) => {
  const answer = { 200: 'supported', 300: 'contradicted' }[m.radius_m] ?? 'no-data';
  return { answer, why: [why[answer]], records: answer === 'no-data' ? [] : [line[2]] };
};


/* Words for serve(): (state, members) => answer. */
export const scenes = {
  overview: (s, m) => ({ ...words.overview(s, m), bundles: words.overview(s, m).bundles.map((b) => ({ ...b, first_us: START, last_us: when(line.length) })) }),
  activity: (s, m) => bins(m),
  line: (s, m) => (m.timeless ? timeless(s, m) : page(line.filter((r, i) => within(when(i), m)), 'records', m)),
  places: (s, m) => ({ ...page(places.filter((p) => within(p.time_us ?? START, m) && (!m.bundle || p.bundle === m.bundle)), 'places', m), without_place: 41 }),
  near: (s, m) => near(m),
  media: (s, m) => page(media.filter((x) => !m.kind || x.kind === m.kind), 'items', m),
  one: (s, m) => ({ record: { ...line[0], id: m.id, record: { kind: 'media', path: 'x', lat: 51.5, lon: -0.1, camera: odd(m.id), width: 320, height: 240, source: {} } }, children: [], notes: [], tags: [], entities: [], talk: null }),
  open: () => ({ ticket: 'picture', mime: 'image/svg+xml', width: 320, height: 240 }),
  graph: () => ({ nodes, edges, left_out: 7 }),
  files: (s, m) => page(m.folder ? [{ name: odd(1), folder: false, bytes: 12_345, object: 'data/000/0000012', files: null }]
    : [...HOSTILE, 'sdcard', ''].map((name, i) => ({ name, folder: true, bytes: null, object: null, files: i })), 'entries', m),
};
