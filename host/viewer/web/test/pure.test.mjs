// node --test: what is pure in the page does what it says.
import assert from 'node:assert/strict';
import test from 'node:test';
import { dump, hexOffset } from '../src/lib/hex.js';
import { around, marked, pieces, plain, tidySpans } from '../src/lib/hostile.js';
import { hitsOf, isDeleted, lineOf, memberAt, partiesOf, stateOf } from '../src/lib/record.js';
import { isZone, lasting, ofTyped, ofZone, offset, shown, toIso, toUs, typed } from '../src/lib/time.js';
import { format, href, parse } from '../src/router.js';

// ---- where one is ----

test('an address comes back as it was', () => {
  for (const place of [
    { name: 'search', id: null, query: { q: 'a & b = "c"?#' } },
    { name: 'tagged', id: 'a/b ü %', query: { bundle: '2' } },
    { name: 'talks', id: '7', query: {} },
  ]) assert.deepEqual(parse(format(place)), place);
});

test('no address is the overview, a broken one is none that throws', () => {
  assert.equal(parse('').name, 'overview');
  assert.equal(parse('#/').name, 'overview');
  assert.equal(parse('#/tagged/%E0%A4%A').id, '%E0%A4%A');
});

test('what has no value is not in the address', () => {
  assert.equal(href('talks', null, { q: '', at: null, x: undefined }), '#/talks');
});

// ---- times ----

test('a time keeps its microseconds', () => {
  const us = toUs('2025-05-05T06:48:55.499968Z');
  assert.equal(us, 1746427735499968);
  assert.equal(toIso(us), '2025-05-05T06:48:55.499968Z');
  assert.deepEqual(shown(us, 'UTC'), { date: '2025-05-05', clock: '06:48:55', part: '.499968', offset: '+00:00' });
});

test('a time before 1970, and one before Christ', () => {
  assert.equal(toIso(-1), '1969-12-31T23:59:59.999999Z');
  assert.equal(shown(-1, 'Asia/Tokyo').date, '1970-01-01');
  assert.equal(shown(-65e15, 'UTC').date.startsWith('−'), true);
});

test('what is no time is none', () => {
  for (const text of ['', null, undefined, 'yesterday', '2025-05-05', '2025-13-05T00:00:00Z', '2025-05-05T06:48:55+01:00']) assert.equal(toUs(text), null, String(text));
  for (const us of [NaN, Infinity, 9e18, undefined]) assert.equal(shown(us, 'Europe/Paris'), null);
});

test('a zone has its offset on each side of the change of clocks', () => {
  assert.equal(offset(toUs('2025-03-30T00:59:59Z'), 'Europe/London'), 0);
  assert.equal(offset(toUs('2025-03-30T01:00:00Z'), 'Europe/London'), 60);
  assert.equal(shown(toUs('2025-07-01T12:00:00Z'), 'Asia/Kathmandu').offset, '+05:45');
  assert.equal(shown(toUs('2025-07-01T12:00:00Z'), 'America/St_Johns').offset, '−02:30');
});

test('what is typed in a zone is that moment', () => {
  assert.equal(toIso(ofZone('2025-07-01T12:00', 'Europe/Paris')), '2025-07-01T10:00:00Z');
  assert.equal(toIso(ofZone('2025-01-01', 'America/New_York')), '2025-01-01T05:00:00Z');
  // Made twice: the first. Left out: as long after the change.
  assert.equal(toIso(ofZone('2025-10-26T01:30:00', 'Europe/London')), '2025-10-26T00:30:00Z');
  assert.equal(toIso(ofZone('2025-03-30T01:30:00', 'Europe/London')), '2025-03-30T01:30:00Z');
  for (const bad of ['', '2025-02-30T00:00', '2025-01-01T24:00', '2025-1-1', 'x']) assert.equal(ofZone(bad, 'UTC'), null, bad);
});

test('what is typed and what is shown agree all through a year', () => {
  for (const zone of ['Europe/London', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC']) {
    for (let us = toUs('2025-01-01T00:17:00Z'); us < toUs('2026-01-01T00:00:00Z'); us += 7 * 3600e6 + 13e6) {
      const back = ofTyped(typed(us, zone), zone);
      assert.ok(back === us || Math.abs(back - us) === 36e8 || Math.abs(back - us) === 18e8, `${zone} ${toIso(us)}`);
    }
  }
});

test('a moment is typed as it is shown, or less of it', () => {
  assert.equal(ofTyped(' 2025-07-01  12:00 ', 'UTC'), toUs('2025-07-01T12:00:00Z'));
  assert.equal(ofTyped('2025-07-01', 'UTC'), toUs('2025-07-01T00:00:00Z'));
  assert.equal(typed(null, 'UTC'), '');
  for (const bad of ['', '01/07/2025', '2025-07-01 12', '2025-07-01 12:60']) assert.equal(ofTyped(bad, 'UTC'), null, bad);
});

test('a zone is one that there is', () => {
  assert.ok(isZone('Africa/Nairobi'));
  assert.ok(!isZone('Mars/Olympus'));
});

test('how long a call lasted', () => {
  assert.deepEqual([0, 7, 61, 3723].map(lasting), ['0:00', '0:07', '1:01', '1:02:03']);
});

// ---- hostile text ----

test('what turns the direction of writing is a mark with its name', () => {
  assert.deepEqual(pieces('a\u202egnp.exe'), [{ text: 'a', from: 0 }, { control: 'RLO', code: 'U+202E', from: 1 }, { text: 'gnp.exe', from: 2 }]);
  for (const c of '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069') assert.ok(pieces(c)[0].control, c.codePointAt(0).toString(16));
});

test('what a terminal would obey, what is not seen and halves of characters are marks', () => {
  for (const c of ['\u001b', '\u0000', '\u009b', '\u200b', '\ufeff', '\ud800', '\udfff', '\u{e0041}']) assert.ok(pieces(c)[0].control, JSON.stringify(c));
});

test('what languages are written with stays', () => {
  for (const s of ['👨‍👩‍👧', 'می‌خواهم', '❤️', 'क्‍ष', 'a\tb\nc\r\nd', 'é', '']) assert.ok(pieces(s).every((p) => p.text), JSON.stringify(s));
});

test('no character is lost, and markup is text', () => {
  const s = '<img src=x onerror=alert(1)>\u202e\u0007<b>';
  assert.equal(pieces(s).map((p) => p.text ?? String.fromCodePoint(parseInt(p.code.slice(2), 16))).join(''), s);
  assert.equal(plain(s), '<img src=x onerror=alert(1)>[RLO][BEL]<b>');
});

test('hits are marked, also across a control', () => {
  assert.deepEqual(marked('one two', [[4, 7]]), [{ text: 'one ', hit: false }, { text: 'two', hit: true }]);
  assert.deepEqual(marked('ab\u202ecd', [[1, 4]]).map((p) => p.text ?? p.control), ['a', 'b', 'RLO', 'c', 'd']);
  assert.deepEqual(marked('ab\u202ecd', [[1, 4]]).filter((p) => p.hit).map((p) => p.text), ['b', 'c']);
});

test('hits that overlap, stand outside or are none do no harm', () => {
  assert.deepEqual(tidySpans([[5, 9], [1, 3], [2, 4], [-3, 1], [8, 8], [9, 99]], 10), [[0, 4], [5, 10]]);
  assert.equal(marked('abc', [[0, 99], [2, 1]]).map((p) => p.text).join(''), 'abc');
});

test('of a long text the stretch around the first hit is shown, no character is halved', () => {
  const long = `${'😀'.repeat(300)}needle${'x'.repeat(600)}`;
  const cut = around(long, [[600, 606]]);
  assert.ok(cut.before && cut.after);
  assert.equal(cut.text.slice(...cut.hits[0]), 'needle');
  assert.ok(!/^[\udc00-\udfff]|[\ud800-\udbff]$/.test(cut.text));
  assert.deepEqual(around('short', [[0, 2]]), { text: 'short', hits: [[0, 2]], before: false, after: false });
});

// ---- records ----

test('what is deleted is told from what is in a log or a cache', () => {
  const at = (state, more) => ({ kind: 'message', source: { state }, ...more });
  assert.deepEqual(['live', 'wal', 'cache', 'journal', 'freeblock', 'freelist', 'unallocated'].map((s) => stateOf(at(s))),
    ['live', 'wal', 'cache', 'recovered', 'recovered', 'recovered', 'recovered']);
  assert.equal(stateOf(at('live', { deleted: true })), 'app-deleted');
  assert.ok(isDeleted(at('freelist')) && !isDeleted(at('wal')));
});

test('a peer stands on the side that the call says', () => {
  const peer = { id: '+1' };
  assert.deepEqual(partiesOf({ kind: 'call', dir: 'out', peer }), { from: [], to: [peer] });
  assert.deepEqual(partiesOf({ kind: 'call', dir: 'in', peer }), { from: [peer], to: [] });
});

test('a line shows what there is, and nothing of a prototype', () => {
  assert.deepEqual(lineOf({ kind: 'message', text: 'x', subject: '' }), [{ field: 'text', value: 'x' }]);
  assert.equal(memberAt({ to: [{ name: 'A' }] }, 'to.0.name'), 'A');
  assert.equal(memberAt({}, 'constructor.name'), undefined);
  assert.deepEqual(hitsOf([['text', 0, 2], ['from.name', 1, 2]], 'text'), [[0, 2]]);
});

// ---- bytes ----

test('bytes are sixteen a row, and what is no letter is a dot', () => {
  const rows = dump('48690a00ff'.padEnd(40, '2'), 4096);
  assert.deepEqual(rows.map((r) => r.offset), [4096, 4112]);
  assert.equal(rows[0].text, 'Hi···"""""""""""');
  assert.equal(rows[1].hex, '22 22 22 22');
  assert.equal(hexOffset(4096), '00001000');
  assert.deepEqual(dump('', 0), []);
});
