// Kinds of records (CONTRACT: parsers/record) in the few groups that bars can be told apart by.

export const GROUPS = [
  { id: 'messages', kinds: ['message', 'reaction', 'email', 'conversation'] },
  { id: 'calls', kinds: ['call', 'voicemail'] },
  { id: 'places', kinds: ['location'] },
  { id: 'media', kinds: ['media', 'attachment'] },
  { id: 'web', kinds: ['web_visit', 'web_download', 'web_search', 'bookmark', 'cookie'] },
  { id: 'other', kinds: [] },
];

const of = new Map(GROUPS.flatMap((g) => g.kinds.map((k) => [k, g.id])));
export const groupOf = (kind) => of.get(kind) ?? 'other';

/* {group: number} of a bin's {kind: number} */
export function grouped(kinds) {
  const sums = Object.fromEntries(GROUPS.map((g) => [g.id, 0]));
  for (const [kind, n] of Object.entries(kinds ?? {})) sums[groupOf(kind)] += n;
  return sums;
}

/* What uPlot draws: seconds, then one row a group, each on top of those before; hidden groups are flat. */
export function stacked(starts, bins, hidden) {
  const by = new Map(bins.map((b) => [b.from_us, grouped(b.kinds)]));
  const rows = GROUPS.map(() => []);
  for (const at of starts) {
    let top = 0;
    GROUPS.forEach((g, i) => {
      if (!hidden.includes(g.id)) top += by.get(at)?.[g.id] ?? 0;
      rows[i].push(top);
    });
  }
  return [starts.map((us) => us / 1e6), ...rows];
}

/* Where nearly all of it lies: [first, last] of the bars without a twentieth at each end; null: nothing is there. */
export function busiest(bins) {
  const sums = bins.map((b) => Object.values(b.kinds).reduce((x, y) => x + y, 0));
  const all = sums.reduce((x, y) => x + y, 0);
  let had = 0, first = null, last = null;
  sums.forEach((n, i) => {
    had += n;
    if (first === null && had > all / 20) first = i;
    if (last === null && had >= (all * 19) / 20) last = i;
  });
  return first === null ? null : [bins[first].from_us, bins[last].from_us];
}
