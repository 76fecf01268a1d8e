// Where nodes stand: phones on a ring, what several share between them, what only one has outside of it.
// Pure, and the same for the same graph.

const STEP = 30; // between two of a cluster
const TURN = Math.PI * (3 - Math.sqrt(5)); // a sunflower's

/* id -> Set of ids, both ways */
export function neighbours(edges) {
  const all = new Map();
  const put = (a, b) => (all.get(a) ?? all.set(a, new Set()).get(a)).add(b);
  for (const { a, b } of edges) {
    put(a, b);
    put(b, a);
  }
  return all;
}

// What several phones have is read by its name: it has more room.
const stepOf = (phones) => (phones.length > 1 ? 2 * STEP : STEP);
const spread = (n, step) => step * Math.sqrt(n) + step;

/* Nodes that hang on the same phones make one cluster: {key: [phones], ids}. */
function clusters(nodes, next, phones) {
  const all = new Map();
  for (const n of nodes.filter((x) => !phones.has(x.id))) {
    const on = [...(next.get(n.id) ?? [])].filter((id) => phones.has(id)).sort();
    const key = on.join(' ');
    (all.get(key) ?? all.set(key, { phones: on, ids: [] }).get(key)).ids.push(n.id);
  }
  return [...all.values()].sort((a, b) => b.phones.length - a.phones.length || b.ids.length - a.ids.length);
}

/* Clusters that lie over each other are pushed apart; phones stay. */
function apart(placed) {
  for (let round = 0; round < 60; round += 1) {
    for (let i = 0; i < placed.length; i += 1) {
      for (let k = i + 1; k < placed.length; k += 1) push(placed[i], placed[k], i + k);
    }
  }
}

function push(p, q, seed) {
  const dx = q.x - p.x, dy = q.y - p.y;
  const d = Math.hypot(dx, dy), need = p.r + q.r;
  if (d >= need) return;
  const [ux, uy] = d > 1 ? [dx / d, dy / d] : [Math.cos(seed), Math.sin(seed)];
  const by = (need - d) / (p.fixed || q.fixed ? 1 : 2);
  if (!p.fixed) [p.x, p.y] = [p.x - ux * by, p.y - uy * by];
  if (!q.fixed) [q.x, q.y] = [q.x + ux * by, q.y + uy * by];
}

/* {id: {x, y}} of nodes {id, kind} and edges {a, b}. */
export function layout(nodes, edges) {
  const phones = new Set(nodes.filter((n) => n.kind === 'bundle').map((n) => n.id));
  const next = neighbours(edges);
  const groups = clusters(nodes, next, phones);
  const widest = Math.max(0, ...groups.map((g) => spread(g.ids.length, stepOf(g.phones))));
  const radius = phones.size < 2 ? 0 : Math.max(220, (widest * phones.size) / 3);
  const at = new Map([...phones].map((id, i) => {
    const turn = Math.PI + (i / phones.size) * 2 * Math.PI;
    return [id, { x: radius * Math.cos(turn), y: radius * Math.sin(turn), turn, r: 44, fixed: true }];
  }));
  const placed = groups.map((g, i) => {
    const r = spread(g.ids.length, stepOf(g.phones));
    if (!g.phones.length) return { g, r, x: (i - groups.length / 2) * 10, y: radius + widest * 2 };
    if (g.phones.length === 1) {
      const p = at.get(g.phones[0]);
      return { g, r, x: p.x + Math.cos(p.turn) * (r + 70), y: p.y + Math.sin(p.turn) * (r + 70) };
    }
    const sum = g.phones.reduce((s, id) => ({ x: s.x + at.get(id).x, y: s.y + at.get(id).y }), { x: 0, y: 0 });
    return { g, r, x: sum.x / g.phones.length, y: sum.y / g.phones.length };
  });
  apart([...at.values(), ...placed]);
  const out = Object.fromEntries([...at].map(([id, { x, y }]) => [id, { x, y }]));
  for (const { g, x, y } of placed) {
    g.ids.forEach((id, i) => {
      const d = stepOf(g.phones) * Math.sqrt(i + (g.ids.length > 1 ? 0.5 : 0));
      out[id] = { x: x + d * Math.cos(i * TURN), y: y + d * Math.sin(i * TURN) };
    });
  }
  return out;
}

/* The fewest steps from one to another, ends included; null: there is no way. */
export function way(edges, from, to) {
  const next = neighbours(edges);
  const came = new Map([[from, null]]);
  const queue = [from];
  for (let at = queue.shift(); at !== undefined && !came.has(to); at = queue.shift()) {
    for (const id of next.get(at) ?? []) {
      if (came.has(id)) continue;
      came.set(id, at);
      queue.push(id);
    }
  }
  if (!came.has(to)) return null;
  const steps = [];
  for (let at = to; at !== null; at = came.get(at)) steps.unshift(at);
  return steps;
}
