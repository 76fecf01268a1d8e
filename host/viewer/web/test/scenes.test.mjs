// node --test: what the timeline, the map and the graph work out before they draw.
import assert from 'node:assert/strict';
import test from 'node:test';
import { covered, weightier } from '../src/views/graph/labels.js';
import { layout, way } from '../src/views/graph/layout.js';
import { bounds, pixels, position, ring } from '../src/views/map/geo.js';
import { busiest, grouped, stacked, GROUPS } from '../src/views/timeline/groups.js';
import { clamped, floor, moved, next, starts, stepFor, zoomed } from '../src/views/timeline/steps.js';

const us = (text) => Date.parse(text) * 1000;

// ---- timeline ----

test('bars are as fine as they fit, and no finer than the desk tells', () => {
  const from = us('2025-05-01T00:00:00Z');
  const steps = [[30 * 366, 'month'], [400 * 366, 'year'], [300, 'day'], [10, 'hour'], [0.2, 'minute'], [0.004, 'second']];
  for (const [days, step] of steps) assert.equal(stepFor(from, from + days * 864e8), step, String(days));
  for (let span = 1e6; span < 1e16; span *= 1.7) {
    const step = stepFor(from, from + span);
    const begins = starts(from, from + span, step);
    assert.ok(begins.length <= 402, `${step} ${begins.length}`);
    if (step === 'minute' || step === 'second') assert.ok(next(begins.at(-1), step) - begins[0] <= 86_400e6, step);
  }
});

test('a bar begins where its month or year does, also before 1970 and in the first century', () => {
  assert.equal(floor(us('2024-02-29T23:59:59Z'), 'month'), us('2024-02-01T00:00:00Z'));
  assert.equal(next(us('2024-02-01T00:00:00Z'), 'month'), us('2024-03-01T00:00:00Z'));
  assert.equal(next(us('2024-12-01T00:00:00Z'), 'month'), us('2025-01-01T00:00:00Z'));
  assert.equal(floor(us('1969-06-01T00:00:00Z'), 'year'), us('1969-01-01T00:00:00Z'));
  assert.equal(floor(us('0044-03-15T00:00:00Z'), 'year'), us('0044-01-01T00:00:00Z'));
  assert.equal(floor(us('1969-12-31T23:30:00Z'), 'hour'), us('1969-12-31T23:00:00Z'));
});

test('what is moved stays inside of the whole and keeps its length', () => {
  const whole = [0, 1000e6];
  assert.deepEqual(clamped(moved([0, 100e6], -0.5), whole), [0, 100e6]);
  assert.deepEqual(clamped(moved([900e6, 1000e6], 0.5), whole), [900e6, 1000e6]);
  assert.deepEqual(clamped(zoomed([0, 900e6], 2), whole), whole);
  assert.deepEqual(zoomed([0, 100e6], 0.5), [25e6, 75e6]);
  assert.ok(zoomed([0, 12e6], 0.1)[1] - zoomed([0, 12e6], 0.1)[0] >= 10e6);
});

test('every kind is in one group, and bars stand on each other', () => {
  assert.deepEqual(grouped({ message: 2, email: 1, call: 4, never_heard_of: 5 }), { messages: 3, calls: 4, places: 0, media: 0, web: 0, other: 5 });
  const rows = stacked([0, 60e6, 120e6], [{ from_us: 60e6, kinds: { message: 2, call: 3, event: 1 } }], []);
  assert.deepEqual(rows[0], [0, 60, 120]);
  assert.deepEqual(rows.slice(1).map((r) => r[1]), [2, 5, 5, 5, 5, 6]);
  assert.deepEqual(stacked([60e6], [{ from_us: 60e6, kinds: { message: 2, call: 3 } }], ['messages'])[GROUPS.length], [3]);
});

test('where most is leaves out what lies far off', () => {
  const bins = [[0, 1], [50e6, 40], [51e6, 30], [90e6, 2]].map(([from_us, n]) => ({ from_us, kinds: { message: n } }));
  assert.deepEqual(busiest(bins), [50e6, 51e6]);
  assert.deepEqual(busiest(bins.slice(0, 1)), [0, 0]);
  assert.equal(busiest([]), null);
});

// ---- map ----

const metres = ([x1, y1], [x2, y2]) => {
  const r = Math.PI / 180;
  const a = Math.sin(((y2 - y1) * r) / 2) ** 2 + Math.cos(y1 * r) * Math.cos(y2 * r) * Math.sin(((x2 - x1) * r) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(a));
};

test('a circle is as wide as it says, wherever it is', () => {
  for (const [lat, lon] of [[0, 0], [51.5, -0.1], [-33.9, 151.2], [78, 179.99]]) {
    for (const at of ring(lat, lon, 5000)) assert.ok(Math.abs(metres([lon, lat], at) - 5000) < 1, `${lat} ${at}`);
  }
  assert.ok(Math.abs(pixels(40_075_016.7, 0) - 512) < 0.1);
  assert.ok(Math.abs(pixels(1000, 60) / pixels(1000, 0) - 2) < 1e-9);
});

test('points about the 180th meridian are near each other', () => {
  const [[w], [e]] = bounds([{ lat: -17, lon: 179 }, { lat: -18, lon: -179 }]);
  assert.equal(e - w, 2);
  assert.deepEqual(bounds([{ lat: 1, lon: 2 }]), [[2, 1], [2, 1]]);
  assert.equal(bounds([]), null);
});

test('a position is two numbers that are one', () => {
  assert.deepEqual(position(' 51.4926, -0.1487 '), { lat: 51.4926, lon: -0.1487 });
  assert.deepEqual(position('-33 151'), { lat: -33, lon: 151 });
  for (const text of ['', '51', '91, 0', '0, 181', 'x, y', '1,2,3', '<b>']) assert.equal(position(text), null, text);
});

// ---- graph ----

const nodes = [{ id: 'b1', kind: 'bundle' }, { id: 'b2', kind: 'bundle' }, ...Array.from({ length: 80 }, (_, i) => ({ id: `e${i}`, kind: 'phone' }))];
const edges = Array.from({ length: 80 }, (_, i) => i).flatMap((i) => (i < 10 ? ['b1', 'b2'] : i < 50 ? ['b1'] : i < 79 ? ['b2'] : []).map((a) => ({ a, b: `e${i}` })));

test('what phones share stands between them, nothing lies on anything else', () => {
  const at = layout(nodes, edges);
  assert.equal(Object.keys(at).length, nodes.length);
  const mean = (from, to) => Array.from({ length: to - from }, (_, i) => at[`e${from + i}`].x).reduce((a, b) => a + b) / (to - from);
  const [low, high] = [at.b1.x, at.b2.x].sort((a, b) => a - b);
  assert.ok(mean(0, 10) > low && mean(0, 10) < high);
  assert.ok(mean(10, 50) < low && mean(50, 79) > high);
  const all = Object.values(at);
  for (let i = 0; i < all.length; i += 1) for (let k = 0; k < i; k += 1) assert.ok(Math.hypot(all[i].x - all[k].x, all[i].y - all[k].y) > 12);
  assert.deepEqual(layout(nodes, edges), at);
});

test('of names that lie over each other the weightiest stays', () => {
  const box = (id, x1, y1, w = 100, h = 20) => ({ id, x1, y1, x2: x1 + w, y2: y1 + h });
  assert.deepEqual([...covered([box('a', 0, 0), box('b', 90, 10), box('c', 180, 0), box('d', 0, 20)])], ['b']);
  assert.deepEqual([...covered([box('wide', -500, -10, 1000, 20), box('in', 300, 0), box('out', 300, 11)])], ['in']);
  assert.deepEqual([...covered([])], []);
  const shy = { ...box('shy', 0, 100), shy: true };
  assert.deepEqual([...covered([shy, box('bold', 0, 200)], [box('shy', 40, 90), box('other', 50, 210, 9, 9)])], []);
  assert.deepEqual([...covered([shy], [box('other', 50, 110, 9, 9)])], ['shy']);
  const order = [{ id: 'e2', kind: 'phone', bundles: 1, mentions: 9 }, { id: 'e1', kind: 'email', bundles: 2, mentions: 1 }, { id: 'b1', kind: 'bundle', bundles: 1, mentions: 0 }];
  assert.deepEqual(order.sort(weightier).map((n) => n.id), ['b1', 'e1', 'e2']);
});

test('the shortest way is found, or that there is none', () => {
  assert.deepEqual(way(edges, 'e10', 'e11'), ['e10', 'b1', 'e11']);
  assert.equal(way(edges, 'e10', 'e60').length, 5);
  assert.equal(way(edges, 'e10', 'e79'), null);
});

test('a graph without phones, and an empty one', () => {
  assert.deepEqual(layout([], []), {});
  assert.equal(Object.keys(layout([{ id: 'e1', kind: 'phone' }], [])).length, 1);
});
