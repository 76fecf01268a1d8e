import { useEffect, useMemo, useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { Button } from '../../shared/button.jsx';
import { Time } from '../../ui/time.jsx';

const EACH_MS = 700;

/* Through time, from position to position; what has no time is not in it. */
export function Play({ places, until, play, choose }) {
  const [runs, run] = useState(false);
  const order = useMemo(() => places.filter((p) => p.time_us !== null).sort((a, b) => a.time_us - b.time_us || a.id - b.id), [places]);
  const at = until === null ? -1 : order.findLastIndex((p) => p.time_us <= until);
  const to = (i) => {
    const p = order[Math.min(Math.max(i, 0), order.length - 1)];
    play(p.time_us);
    choose(p.id);
  };
  // Equal times are one step.
  const next = () => order.findIndex((p) => until === null || p.time_us > until);
  const before = () => order.findLastIndex((p) => until !== null && p.time_us < until);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setTimeout(() => (next() < 0 ? run(false) : to(next())), EACH_MS);
    return () => clearTimeout(timer);
  }, [runs, until, order]);
  if (!order.length) return null;
  return (
    <div class="tools" role="group" aria-label={t('map.play')}>
      <Button id="map-play" kind="edge" aria-pressed={runs} go={() => { if (next() < 0) play(null); run(!runs); }}>{t(runs ? 'map.pause' : 'map.play')}</Button>
      <Button id="map-back" kind="edge" icon="back" turns off={before() < 0} go={() => to(before())}>{t('map.before')}</Button>
      <Button id="map-next" kind="edge" icon="next" turns off={next() < 0} go={() => to(next())}>{t('map.next')}</Button>
      <input type="range" class="grow" min={0} max={order.length - 1} value={at < 0 ? order.length - 1 : at} aria-label={t('map.moment')} data-testid="map-slider"
        aria-valuetext={at < 0 ? t('map.all') : new Date(order[at].time_us / 1000).toISOString()} onInput={(e) => to(Number(e.currentTarget.value))} />
      <span class="play-moment">{at < 0 ? t('map.all') : <Time us={order[at].time_us} />}</span>
      <Button id="map-all" kind="edge" off={until === null} go={() => { run(false); play(null); }}>{t('map.all')}</Button>
    </div>
  );
}
