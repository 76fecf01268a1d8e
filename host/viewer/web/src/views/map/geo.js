// Shapes on the sphere: pure.
const R = 6_371_008.8; // metres, the mean radius
const rad = Math.PI / 180;

/* Width in pixels of a radius at zoom 0 (a world of 512 pixels, Mercator): doubles with each zoom. */
export const pixels = (metres, lat) => (metres * 512) / (2 * Math.PI * 6_378_137 * Math.max(0.01, Math.cos(lat * rad)));

/* A closed ring of points that lie so far from the middle. */
export function ring(lat, lon, metres, corners = 72) {
  const d = metres / R, a = lat * rad;
  return Array.from({ length: corners + 1 }, (_, i) => {
    const to = (i / corners) * 2 * Math.PI;
    const y = Math.asin(Math.sin(a) * Math.cos(d) + Math.cos(a) * Math.sin(d) * Math.cos(to));
    const x = lon * rad + Math.atan2(Math.sin(to) * Math.sin(d) * Math.cos(a), Math.cos(d) - Math.sin(a) * Math.sin(y));
    return [x / rad, y / rad];
  });
}

/* [[west, south], [east, north]] of points, the short way round where they lie about the 180th meridian. */
export function bounds(places) {
  if (!places.length) return null;
  const box = (lons) => [Math.min(...lons), Math.max(...lons)];
  const plain = box(places.map((p) => p.lon));
  const turned = box(places.map((p) => (p.lon + 360) % 360));
  const [w, e] = turned[1] - turned[0] < plain[1] - plain[0] ? turned : plain;
  const lats = places.map((p) => p.lat);
  return [[w, Math.min(...lats)], [e, Math.max(...lats)]];
}

/* "51.49260, -0.14870", or the same as people type it back; null: no position. */
export const written = (lat, lon) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;

export function position(text) {
  const m = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text ?? '');
  const at = m && { lat: Number(m[1]), lon: Number(m[2]) };
  return at && Math.abs(at.lat) <= 90 && Math.abs(at.lon) <= 180 ? at : null;
}

export const shape = (features) => ({ type: 'FeatureCollection', features });

export const point = (p, properties = {}) => ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates: [p.lon, p.lat] } });
