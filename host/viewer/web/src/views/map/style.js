// What the map is drawn of: the base map out of the program, and the points over it.
import { css } from '../../lib/colors.js';

export const MEANINGS = ['visited', 'media', 'shared', 'searched', 'saved', 'unknown'];
export const ORIGINS = ['gps', 'wifi', 'cell', 'exif', 'visit', 'app', 'unknown'];

const url = (name) => new URL(`/map/${name}`, location.href).href;
const by = (property, make) => ['match', ['get', property], ...MEANINGS.slice(0, -1).flatMap((m) => [m, make(m)]), make('unknown')];

/* Paint that follows the theme: layer -> {property: value}. */
export const paint = () => ({
  sea: { 'background-color': css('--map-sea') },
  land: { 'fill-color': css('--map-land') },
  coast: { 'line-color': css('--map-coast'), 'line-width': 0.8 },
  borders: { 'line-color': css('--map-border'), 'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.5, 8, 1.4], 'line-dasharray': [3, 2] },
  names: { 'text-color': css('--map-name'), 'text-halo-color': css('--map-land'), 'text-halo-width': 1.2 },
  accuracy: {
    // A radius in metres: twice as many pixels with each zoom.
    'circle-radius': ['interpolate', ['exponential', 2], ['zoom'], 0, ['get', 'r'], 24, ['*', ['get', 'r'], 2 ** 24]],
    'circle-color': by('meaning', (m) => css(`--meaning-${m}`)),
    'circle-opacity': 0.07,
    'circle-stroke-color': by('meaning', (m) => css(`--meaning-${m}`)),
    'circle-stroke-width': 1,
    'circle-stroke-opacity': 0.5,
  },
  asked: { 'fill-color': css('--main'), 'fill-opacity': 0.12 },
  'asked-line': { 'line-color': css('--main'), 'line-width': 2, 'line-dasharray': [2, 1] },
  // Where the phone says it was is a full dot, all else a ring: told apart without colours.
  points: {
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 2, 4, 14, 7],
    'circle-color': ['case', ['==', ['get', 'meaning'], 'visited'], css('--meaning-visited'), css('--map-land')],
    'circle-stroke-color': ['case', ['==', ['get', 'meaning'], 'visited'], css('--map-land'), by('meaning', (m) => css(`--meaning-${m}`))],
    'circle-stroke-width': ['case', ['==', ['get', 'meaning'], 'visited'], 1, 2.5],
  },
  chosen: { 'circle-radius': 12, 'circle-opacity': 0, 'circle-stroke-color': css('--ink'), 'circle-stroke-width': 3 },
});

const EMPTY = { type: 'FeatureCollection', features: [] };
const layers = (colors) => [
  { id: 'sea', type: 'background' },
  { id: 'land', type: 'fill', source: 'land' },
  { id: 'coast', type: 'line', source: 'land' },
  { id: 'borders', type: 'line', source: 'borders' },
  { id: 'names', type: 'symbol', source: 'names', layout: {
    'text-field': ['get', 'name'], 'text-font': ['sans-serif'], 'text-size': 12, 'text-max-width': 7, 'symbol-sort-key': ['-', 0, ['get', 'size']],
  } },
  { id: 'asked', type: 'fill', source: 'asked' },
  { id: 'asked-line', type: 'line', source: 'asked' },
  { id: 'accuracy', type: 'circle', source: 'points', filter: ['has', 'r'] },
  { id: 'points', type: 'circle', source: 'points' },
  { id: 'chosen', type: 'circle', source: 'chosen' },
].map((layer) => ({ ...layer, ...(colors[layer.id] && { paint: colors[layer.id] }) }));

const held = () => ({ type: 'geojson', data: EMPTY });

export const mapStyle = () => ({
  version: 8,
  transition: { duration: 0, delay: 0 },
  sources: {
    land: { type: 'geojson', data: url('land.json'), tolerance: 0.2 },
    borders: { type: 'geojson', data: url('borders.json'), tolerance: 0.2 },
    names: held(),
    points: held(),
    asked: held(),
    chosen: held(),
  },
  layers: layers(paint()),
});
