// The smallest map of a region that there is: PMTiles 3 (protomaps/PMTiles, spec/v3/spec.md) of one vector tile
// (mapbox/vector-tile-spec 2.1) of the whole world with water, a road and a place's name.

const varint = (n) => {
  const out = [];
  for (; n > 127; n = Math.floor(n / 128)) out.push((n % 128) | 128);
  return [...out, n];
};
const field = (number, bytes) => [...varint(number * 8 + 2), ...varint(bytes.length), ...bytes];
const int = (number, n) => [...varint(number * 8), ...varint(n)];
const text = (s) => [...Buffer.from(s)];
const zigzag = (n) => (n < 0 ? -2 * n - 1 : 2 * n);

/* Points of a tile of 4,096, as a feature's commands. */
function path(points, closed) {
  const out = [9];
  let [x, y] = [0, 0];
  points.forEach(([px, py], i) => {
    if (i === 1) out.push((points.length - 1) * 8 + 2);
    out.push(zigzag(px - x), zigzag(py - y));
    [x, y] = [px, py];
  });
  if (closed) out.push(15);
  return out.flatMap(varint);
}

const layer = (name, type, points, named) => field(3, [
  ...field(1, text(name)),
  ...field(2, [...(named ? field(2, [0, 0]) : []), ...int(3, type), ...field(4, path(points, type === 3))]),
  ...(named ? [...field(3, text('name')), ...field(4, field(1, text(named)))] : []),
  ...int(5, 4096), ...int(15, 2),
]);

/* London is about 2046, 1362. */
const TILE = [
  ...layer('water', 3, [[2020, 1350], [2020, 1358], [2060, 1358], [2060, 1350]]),
  ...layer('roads', 2, [[2000, 1372], [2046, 1362], [2090, 1350]]),
  ...layer('places', 1, [[2046, 1364]], 'Lab Town'),
];

export function region() {
  const root = [1, 0, 1, ...varint(TILE.length), 1].flat();
  const meta = text(JSON.stringify({ vector_layers: ['water', 'roads', 'places'].map((id) => ({ id, fields: {} })) }));
  const head = Buffer.alloc(127);
  head.write('PMTiles');
  head[7] = 3;
  const spans = [[127, root.length], [127 + root.length, meta.length], [0, 0], [127 + root.length + meta.length, TILE.length]];
  spans.flat().concat([1, 1, 1]).forEach((n, i) => head.writeBigUInt64LE(BigInt(n), 8 + 8 * i));
  head.set([1, 1, 1, 1, 0, 0], 96); // clustered; nothing packed; vector tiles; zoom 0
  [-1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000].forEach((n, i) => head.writeInt32LE(n, 102 + 4 * i));
  return Buffer.concat([head, Buffer.from([...root, ...meta, ...TILE])]);
}
