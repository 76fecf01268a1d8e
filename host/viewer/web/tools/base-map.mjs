// The base map, made at build time: Natural Earth's land, borders and country names at 1:50 million out
// of the package world-atlas (public domain), as GeoJSON that a flat map can draw. world-atlas joins what
// Natural Earth cuts at the 180th meridian (its README, "Inspecting"), so it is cut there again.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { geoArea, geoEquirectangular } from 'd3-geo';
import { geoProject } from 'd3-geo-projection';
import { feature, mesh } from 'topojson-client';

// Degrees in, degrees out: what is left of the projection is its cut at the 180th meridian.
const cut = geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).reflectY(true).precision(0);

const PLACES = 100; // hundredths of a degree: finer than 1:50 million is drawn
const rounded = (key, value) => (typeof value === 'number' ? Math.round(value * PLACES) / PLACES : value);

/* Where a country's name stands: the point of its largest piece that lies farthest from its edges. */
function inside(geometry) {
  const pieces = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const area = (piece) => Math.abs(ring(piece[0]));
  return deepest(pieces.reduce((a, b) => (area(b) > area(a) ? b : a)));
}

/* Twice the area of a flat ring. */
function ring(points) {
  return points.reduce((sum, [x, y], i) => {
    const [x2, y2] = points[(i + 1) % points.length];
    return sum + x * y2 - x2 * y;
  }, 0);
}

const STEPS = 16;
function deepest(piece) {
  const xs = piece[0].map((p) => p[0]), ys = piece[0].map((p) => p[1]);
  const [w, e, s, n] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let best = { depth: -1 };
  for (let i = 1; i < STEPS; i += 1) {
    for (let k = 1; k < STEPS; k += 1) {
      const at = [w + ((e - w) * i) / STEPS, s + ((n - s) * k) / STEPS];
      const depth = within(piece, at) ? away(piece, at) : -1;
      if (depth > best.depth) best = { depth, at };
    }
  }
  return best.at ?? piece[0][0];
}

function within(piece, [x, y]) {
  let inside = false;
  for (const points of piece) {
    for (let i = 1; i < points.length; i += 1) {
      const [x1, y1] = points[i - 1], [x2, y2] = points[i];
      if ((y1 > y) !== (y2 > y) && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) inside = !inside;
    }
  }
  return inside;
}

function away(piece, [x, y]) {
  let least = Infinity;
  for (const points of piece) for (const [px, py] of points) least = Math.min(least, (px - x) ** 2 + (py - y) ** 2);
  return least;
}

/* A country as browsers name it in every language (Intl.DisplayNames): by its two letters, which its
 * number of ISO 3166 leads to. What has no number keeps the name that Natural Earth gives it. */
function letters(id) {
  const code = id ? Intl.getCanonicalLocales(`und-${id}`)[0].slice(4) : '';
  return /^[A-Z]{2}$/.test(code) ? code : null;
}

function names(countries, flat) {
  return countries.features.map((country, i) => ({
    type: 'Feature',
    properties: { code: letters(country.id), name: country.properties.name, size: Math.round(geoArea(country) * 1e5) },
    geometry: { type: 'Point', coordinates: inside(flat.features[i].geometry) },
  }));
}

/* {file name: text} */
export function baseMap() {
  const atlas = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('world-atlas/countries-50m.json'), 'utf8'));
  const countries = feature(atlas, atlas.objects.countries);
  const made = {
    'land.json': geoProject(feature(atlas, atlas.objects.land), cut),
    'borders.json': geoProject(mesh(atlas, atlas.objects.countries, (a, b) => a !== b), cut),
    'names.json': { type: 'FeatureCollection', features: names(countries, geoProject(countries, cut)) },
  };
  return Object.fromEntries(Object.entries(made).map(([name, shape]) => [name, JSON.stringify(shape, rounded)]));
}
