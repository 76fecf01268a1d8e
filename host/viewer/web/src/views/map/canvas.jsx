import { useEffect, useRef, useState } from 'preact/hooks';
import { language, locale, t } from '../../shared/i18n.js';
import { useScene } from '../../lib/lazy.js';
import { plain } from '../../lib/hostile.js';
import { dark } from '../../shared/theme.js';
import { place, refine } from '../../router.js';
import { desk } from '../../state.js';

/* MapLibre's own words. */
const words = () => Object.fromEntries(['Map.Title', 'NavigationControl.ZoomIn', 'NavigationControl.ZoomOut', 'ScaleControl.Meters', 'ScaleControl.Kilometers'].map((k) => [k, t(`map.gl.${k}`)]));

const known = () => [...(desk.value.regions ?? [])].sort();

/* What the address says, else the first; "-": none. */
function regionNow() {
  const { region } = place.value.query;
  if (region === '-') return null;
  return known().includes(region) ? region : (known()[0] ?? null);
}

/* The lab's own maps, where there are some. */
const Regions = () => known().length > 0 && (
  <label class="filter"><span>{t('map.region')}</span>
    <select value={regionNow() ?? '-'} data-testid="map-region" onChange={(e) => refine({ region: e.currentTarget.value }, true)}>
      <option value="-">{t('map.region.none')}</option>
      {known().map((name) => <option key={name} value={name}>{plain(name)}</option>)}
    </select>
  </label>
);

export function Canvas({ places, chosen, asked, until, picking, onPick, onPlace }) {
  const box = useRef(null);
  const told = useRef(null);
  told.current = { onPick, onPlace };
  const [fault, setFault] = useState(false);
  const [bad, setBad] = useState(false);
  const scene = useScene(box, async (element) => {
    const { openMap } = await import('./maplibre.js');
    return openMap(element, { words: words(), language: locale(language.value), onPick: (id) => told.current.onPick(id), onPlace: (p) => told.current.onPlace(p) });
  }, () => setFault(true), language.value);
  useEffect(() => scene?.places(places), [scene, places]);
  // Once, where they are; then the map stays where the examiner left it.
  const some = places.length > 0;
  useEffect(() => { if (some) scene?.show(places); }, [scene, some]);
  useEffect(() => scene?.until(until), [scene, until]);
  useEffect(() => scene?.ask(asked), [scene, asked]);
  useEffect(() => {
    scene?.choose(chosen);
    if (chosen) scene?.[until === null ? 'go' : 'reveal'](chosen);
  }, [scene, chosen]);
  useEffect(() => scene?.theme(), [scene, dark.value]);
  const region = regionNow();
  useEffect(() => {
    setBad(false);
    scene?.region(region).catch(() => setBad(true));
  }, [scene, region]);
  if (fault) return <p class="empty" data-testid="map-fault">{t('map.fault')}</p>;
  return (
    <>
      <div class={picking ? 'map-canvas picking' : 'map-canvas'} dir="ltr" ref={box} data-testid="map" data-ready={scene ? '' : undefined} />
      <Regions />
      {bad && <p class="wrong" role="alert">{t('map.region.bad')}</p>}
      <p class="dim small">{t('map.base')}</p>
    </>
  );
}
