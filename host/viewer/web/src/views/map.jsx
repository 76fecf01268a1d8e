import { useEffect, useMemo, useState } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { usePager } from '../pager.js';
import { place as where, refine } from '../router.js';
import { narrowed } from '../state.js';
import { Head } from '../ui/page.jsx';
import { Chosen } from './map/chosen.jsx';
import { Near } from './map/near.jsx';
import { Play } from './map/play.jsx';
import { Canvas } from './map/canvas.jsx';
import { Sieve, sieve } from './map/sieve.jsx';
import { Points } from './map/points.jsx';

const MOST = 10_000; // points at once: more are asked for with a narrower filter

/* All points that the filters leave, page by page; whole: there are no more. */
function usePlaces() {
  const pager = usePager('places', narrowed('bundle', 'from_us', 'until_us'), 'places', 1000);
  const state = pager.state.value;
  useEffect(() => {
    if (state === 'more' && pager.rows.length && pager.rows.length < MOST) pager.more();
  }, [state, pager.version.value]);
  return { rows: pager.rows, version: pager.version.value, busy: state === 'busy', trouble: state === 'trouble', whole: state === 'end', without: pager.head.value?.without_place ?? 0 };
}

const known = (query, name) => (query[name] ?? '').split('.').filter(Boolean);

// What has no time stands last.
const byTime = (p, q) => (p.time_us ?? Infinity) - (q.time_us ?? Infinity) || p.id - q.id;

/* How many there are, and of what there are none on the map. */
const Count = ({ all, shown }) => (
  <p class="dim" role="status" data-testid="map-count">
    {all.busy && !all.rows.length ? t('list.busy') : t('map.count', { n: shown.length, all: all.rows.length })}
    {!all.whole && !all.busy && all.rows.length >= MOST && ` ${t('map.more')}`}
    {all.without > 0 && ` ${t('map.without', { n: all.without })}`}
  </p>
);

export function View() {
  const all = usePlaces();
  const { query } = where.value;
  const off = { meaning: known(query, 'nomeaning'), origin: known(query, 'noorigin') };
  const shown = useMemo(() => all.rows.filter((p) => sieve(p, off)).sort(byTime), [all.rows, all.version, query.nomeaning, query.noorigin]);
  const [asked, ask] = useState(null); // {lat, lon, radius_m} drawn on the map
  const [picking, pick] = useState(false);
  const [until, play] = useState(null);
  const [picked, setPicked] = useState(null); // a place that was pressed on the map
  const at = Number(query.at) || null;
  const chosen = all.rows.find((p) => p.id === at) ?? null;
  const choose = (id) => refine({ at: id === null ? null : String(id) }, true);
  return (
    <div class="view scrolls map-view">
      <Head title={t('map.title')} />
      <div class="map-parts">
        <div class="map-main">
          <Sieve places={all.rows} version={all.version} off={off} />
          <Canvas places={shown} chosen={chosen} asked={asked} until={until} picking={picking}
            onPick={choose} onPlace={(place) => { if (picking) { setPicked(place); pick(false); } }} />
          <Play places={shown} until={until} play={play} choose={choose} />
          <Count all={all} shown={shown} />
        </div>
        <div class="map-side">
          <Chosen place={chosen} forget={() => choose(null)} />
          <Near chosen={chosen} picked={picked} picking={picking} pick={pick} draw={ask} />
        </div>
      </div>
      <Points places={shown} chosen={at} choose={choose} />
    </div>
  );
}
