// A lab's own map of a region (PMTiles 3), read by the desk a stretch at a time: tiles of lines and areas as
// OpenMapTiles and Protomaps name their layers, or pictures.
import { PMTiles, Protocol } from 'pmtiles';
import { ask } from '../../shared/api.js';
import { css } from '../../lib/colors.js';

const MOST = 1 << 20; // bytes that the desk gives at once

const bytesOf = (hex) => Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));

async function stretch(name, offset, length) {
  const parts = [];
  for (let had = 0; had < length;) {
    const { hex } = await ask('region', { name, offset: offset + had, bytes: Math.min(MOST, length - had) });
    if (!hex) break;
    parts.push(bytesOf(hex));
    had += hex.length / 2;
  }
  return new Blob(parts).arrayBuffer();
}

const source = (name) => ({ getKey: () => name, getBytes: async (offset, length) => ({ data: await stretch(name, offset, length) }) });

/* What a layer of tiles is drawn as, by its name in the schemas that are in use. */
const AREAS = { water: '--map-sea', ocean: '--map-sea', water_polygons: '--map-sea', landcover: '--map-green', landuse: '--map-green', park: '--map-green', earth: '--map-land', building: '--map-building', buildings: '--map-building' };
const LINES = { transportation: ['--map-road', 1.2], roads: ['--map-road', 1.2], streets: ['--map-road', 1.2], waterway: ['--map-coast', 0.8], boundary: ['--map-border', 0.8], boundaries: ['--map-border', 0.8] };
const NAMES = ['place', 'places', 'place_labels', 'transportation_name', 'street_labels', 'poi', 'pois'];

const paintOf = (kind, name) => {
  if (kind === 'fill') return { 'fill-color': css(AREAS[name]) };
  if (kind === 'line') return { 'line-color': css(LINES[name][0]), 'line-width': LINES[name][1] };
  return { 'text-color': css('--map-name'), 'text-halo-color': css('--map-land'), 'text-halo-width': 1.2 };
};

function layersOf(names, language) {
  const base = (kind, name) => ({ id: `region-${kind}-${name}`, source: 'region', 'source-layer': name, paint: paintOf(kind, name) });
  return [
    ...Object.keys(AREAS).filter((n) => names.includes(n)).map((n) => ({ ...base('fill', n), type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'] })),
    ...Object.keys(LINES).filter((n) => names.includes(n)).map((n) => ({ ...base('line', n), type: 'line' })),
    ...NAMES.filter((n) => names.includes(n)).map((n) => ({ ...base('symbol', n), type: 'symbol',
      layout: { 'text-field': ['coalesce', ['get', `name:${language}`], ['get', 'name']], 'text-font': ['sans-serif'], 'text-size': 12 } })),
  ];
}

export const protocol = new Protocol();

/* {source, layers} of a region, as MapLibre takes them; null where it holds nothing that can be drawn. */
export async function regionOf(name, language) {
  const tiles = new PMTiles(source(name));
  protocol.add(tiles);
  const head = await tiles.getHeader();
  const url = `pmtiles://${name}`;
  if (head.tileType !== 1) return { source: { type: 'raster', url, tileSize: 256 }, layers: [{ id: 'region-raster', type: 'raster', source: 'region' }] };
  const { vector_layers: named = [] } = await tiles.getMetadata() ?? {};
  const layers = layersOf(named.map((l) => l.id), language.slice(0, 2));
  return layers.length ? { source: { type: 'vector', url }, layers } : null;
}

/* The colours of the theme that is on: [layer, property, value]. */
export const repaint = (layers) => layers.filter((l) => l['source-layer']).flatMap((l) => Object.entries(paintOf(l.type, l['source-layer'])).map(([k, v]) => [l.id, k, v]));
