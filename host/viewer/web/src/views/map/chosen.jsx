import { t } from '../../shared/i18n.js';
import { href } from '../../router.js';
import { Bundle } from '../../ui/badge.jsx';
import { Button } from '../../shared/button.jsx';
import { Text } from '../../ui/text.jsx';
import { Time } from '../../ui/time.jsx';
import { written } from './geo.js';
import { from, meant } from './sieve.jsx';
import { said } from '../../shared/i18n.js';

export const metres = (n) => t('map.metres', { n: Math.round(n * 10) / 10 });
export const accuracy = (p) => (p.accuracy_m === null || p.accuracy_m === undefined ? t('map.accuracy.none') : metres(p.accuracy_m));
export const whose = (p) => said(`whose.${p.whose ?? 'unknown'}`, p.whose);

/* One point, in words. */
export function Chosen({ place: p, forget }) {
  if (!p) return <section class="card"><h2>{t('map.chosen')}</h2><p class="dim">{t('map.chosen.none')}</p></section>;
  return (
    <section class="card" data-testid="map-chosen">
      <h2>{t('map.chosen')}</h2>
      <dl class="pairs">
        <dt>{t('map.time')}</dt><dd><Time us={p.time_us} /></dd>
        <dt>{t('map.position')}</dt><dd><bdi dir="ltr">{written(p.lat, p.lon)}</bdi></dd>
        <dt>{t('map.accuracy')}</dt><dd>{accuracy(p)}</dd>
        <dt>{t('map.meaning')}</dt><dd>{meant(p)}</dd>
        <dt>{t('map.whose')}</dt><dd>{whose(p)}</dd>
        <dt>{t('map.origin')}</dt><dd>{from(p)}</dd>
        {p.label && <><dt>{t('map.label')}</dt><dd><Text value={p.label} /></dd></>}
        <dt>{t('map.phone')}</dt><dd><Bundle id={p.bundle} always /></dd>
      </dl>
      <div class="actions">
        <Button id="map-forget" kind="plain" go={forget}>{t('map.forget')}</Button>
        <a class="button" href={href('record', String(p.id))} data-testid="map-record">{t('map.record')}</a>
      </div>
    </section>
  );
}
