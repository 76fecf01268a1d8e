// The map itself, by MapLibre GL: a chunk of its own, loaded when the view opens. It fetches nothing but
// what came with the page; its worker is a file of the page's own (tools/map-files.mjs).
import { addProtocol, Map as Maplibre, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import { bounds, pixels, point, ring, shape } from './geo.js';
import { protocol, regionOf, repaint } from './region.js';
import { mapStyle, paint } from './style.js';

const FARTHEST = 14; // when the map goes to where the points are by itself

// MapLibre does not turn brackets round where writing goes from right to left.
const unbracketed = (name) => name.replace(/ \(([^()]+)\)/, ' - $1');

/* Country names in the language that is spoken: as the browser knows them. */
async function countryNames(language) {
  const names = await (await fetch('/map/names.json')).json();
  const said = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  const turned = document.documentElement.dir === 'rtl' ? unbracketed : (name) => name;
  for (const { properties } of names.features) properties.name = turned((properties.code && said.of(properties.code)) ?? properties.name);
  return names;
}

const drawn = (p) => point(p, {
  id: p.id, meaning: p.meaning ?? 'unknown', t: p.time_us ?? null, ...(p.accuracy_m > 0 && { r: pixels(p.accuracy_m, p.lat) }),
});

/* The lab's map of a region, between the base map and the points; another takes its place. */
function regions(map, language) {
  let shown = [], wanted = null;
  const none = () => {
    for (const l of shown) map.removeLayer(l.id);
    if (map.getSource('region')) map.removeSource('region');
    shown = [];
  };
  return {
    async show(name) {
      wanted = name;
      none();
      const made = name === null ? null : await regionOf(name, language);
      if (!made || wanted !== name) return;
      map.addSource('region', made.source);
      shown = made.layers;
      for (const l of shown) map.addLayer(l, 'asked');
    },
    theme: () => repaint(shown).forEach((p) => map.setPaintProperty(...p)),
  };
}

/*
 * Draws into the element. words: MapLibre's own (its "locale"); language: of country names.
 * onPick(id): a point was pressed; onPlace({lat, lon}): the map was, beside all points.
 * Throws where there is no WebGL.
 */
export async function openMap(element, { words, language, onPick, onPlace }) {
  addProtocol('pmtiles', protocol.tile);
  setWorkerUrl(new URL('/map/worker.js', location.href).href);
  const map = new Maplibre({
    container: element, style: mapStyle(), locale: words, center: [10, 25], zoom: 1, attributionControl: false, dragRotate: false,
    pitchWithRotate: false, renderWorldCopies: true, fadeDuration: 0, trackResize: true, maxZoom: 19,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-left');
  await new Promise((done) => map.once('load', done));
  countryNames(language).then((names) => map.getSource('names')?.setData(names), () => null);

  const near = (at) => map.queryRenderedFeatures([[at.x - 6, at.y - 6], [at.x + 6, at.y + 6]], { layers: ['points'] });
  map.on('click', (e) => {
    const hit = near(e.point)[0];
    const { lng, lat } = e.lngLat.wrap();
    if (hit) onPick(hit.properties.id);
    else onPlace({ lat, lon: lng });
  });
  map.on('mousemove', (e) => { map.getCanvas().style.cursor = near(e.point).length ? 'pointer' : ''; });

  const region = regions(map, language);
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  return {
    places: (list) => map.getSource('points').setData(shape(list.map(drawn))),
    /* Only what was by then, and the last of it stands out; null: all. */
    until(us) {
      const by = us === null ? null : ['all', ['!=', ['get', 't'], null], ['<=', ['get', 't'], us]];
      map.setFilter('points', by);
      map.setFilter('accuracy', by ? ['all', ['has', 'r'], by] : ['has', 'r']);
    },
    choose: (place) => map.getSource('chosen').setData(shape(place ? [point(place)] : [])),
    ask: (circle) => map.getSource('asked').setData(shape(circle
      ? [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring(circle.lat, circle.lon, circle.radius_m)] } }] : [])),
    show(list) {
      const box = bounds(list);
      if (box) map.fitBounds(box, { padding: 48, maxZoom: FARTHEST, animate: false });
    },
    /* A step of the play: the map moves only when the point would not be seen. */
    reveal(place) {
      if (!map.getBounds().contains([place.lon, place.lat])) map.jumpTo({ center: [place.lon, place.lat] });
    },
    go: (place) => map.easeTo({ center: [place.lon, place.lat], zoom: Math.max(map.getZoom(), 11), animate: !still.matches }),
    theme() {
      for (const [layer, of] of Object.entries(paint())) for (const [name, value] of Object.entries(of)) map.setPaintProperty(layer, name, value);
      region.theme();
    },
    /* A name of the desk's regions, or null; rejects where it cannot be read. */
    region: (name) => region.show(name),
    end: () => map.remove(),
  };
}
