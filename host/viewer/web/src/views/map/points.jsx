import { useEffect, useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { href } from '../../router.js';
import { Bundle } from '../../ui/badge.jsx';
import { Button } from '../../shared/button.jsx';
import { Text } from '../../ui/text.jsx';
import { Time } from '../../ui/time.jsx';
import { accuracy, whose } from './chosen.jsx';
import { written } from './geo.js';
import { from, meant } from './sieve.jsx';

const PAGE = 50;
const COLUMNS = ['time', 'position', 'accuracy', 'meaning', 'whose', 'origin', 'label', 'phone'];

const Point = ({ p, chosen, choose }) => (
  <tr class={chosen ? 'selected' : undefined} data-id={p.id}>
    <td><button type="button" class="button plain" aria-pressed={chosen} onClick={() => choose(p.id)}><Time us={p.time_us} /></button></td>
    <td dir="ltr"><a href={href('record', String(p.id))}>{written(p.lat, p.lon)}</a></td>
    <td>{accuracy(p)}</td>
    <td>{meant(p)}</td>
    <td>{whose(p)}</td>
    <td>{from(p)}</td>
    <td>{p.label && <Text value={p.label} />}</td>
    <td><Bundle id={p.bundle} always /></td>
  </tr>
);

/* What is on the map, for who does not see it, and to be read in order. */
export function Points({ places, chosen, choose }) {
  const [page, turn] = useState(0);
  const pages = Math.max(1, Math.ceil(places.length / PAGE));
  const now = Math.min(page, pages - 1);
  // Chosen on the map: its page comes up.
  useEffect(() => {
    const i = chosen === null ? -1 : places.findIndex((p) => p.id === chosen);
    if (i >= 0) turn(Math.floor(i / PAGE));
  }, [chosen]);
  return (
    <section aria-labelledby="map-points">
      <div class="tools">
        <h2 id="map-points">{t('map.table')}</h2>
        <Button id="points-back" kind="edge" icon="back" turns off={now === 0} go={() => turn(now - 1)}>{t('map.page.before')}</Button>
        <span>{t('map.page', { n: now + 1, all: pages })}</span>
        <Button id="points-next" kind="edge" icon="next" turns off={now === pages - 1} go={() => turn(now + 1)}>{t('map.page.next')}</Button>
      </div>
      <div class="wide-table" tabIndex={0} role="region" aria-labelledby="map-points">
        <table class="grid" data-testid="map-table">
          <thead><tr>{COLUMNS.map((c) => <th key={c} scope="col">{t(`map.${c}`)}</th>)}</tr></thead>
          <tbody>{places.slice(now * PAGE, (now + 1) * PAGE).map((p) => <Point key={p.id} p={p} chosen={p.id === chosen} choose={choose} />)}</tbody>
        </table>
      </div>
    </section>
  );
}
