import { t } from '../shared/i18n.js';
import { shown, toIso, toUs } from '../lib/time.js';
import { zone } from '../zone.js';

/* A moment: us, or a record's own text. only: "date" or "clock". bare: its offset is said elsewhere. */
export function Time({ us, iso, only, bare }) {
  const at = us ?? toUs(iso);
  const s = at === null || at === undefined ? null : shown(at, zone.value.name);
  if (!s) return <span class="dim">{iso ? <bdi>{iso}</bdi> : t('time.none')}</span>;
  const words = only === 'date' ? s.date : only === 'clock' ? s.clock : `${s.date} ${s.clock}`;
  return (
    <time dir="ltr" dateTime={toIso(at)} title={`${toIso(at)} (UTC)`}>
      {words}
      {!bare && only !== 'date' && <span class="offset"> {zone.value.name === 'UTC' ? 'UTC' : s.offset}</span>}
    </time>
  );
}

/* A record's main time; what has a local time without a zone is shown as it stands, and says so. */
export function RecordTime({ record, bare }) {
  if (record.time) return <Time iso={record.time} bare={bare} />;
  if (record.time_raw !== undefined) return <span class="dim" title={t('time.unplaced')}><bdi>{String(record.time_raw)}</bdi> {t('time.unplaced.mark')}</span>;
  return <span class="dim">{t('time.none')}</span>;
}
