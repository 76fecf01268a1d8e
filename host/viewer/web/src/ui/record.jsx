import { t } from '../shared/i18n.js';
import { around } from '../lib/hostile.js';
import { hitsOf, lineOf, nameOf, partiesOf } from '../lib/record.js';
import { lasting } from '../lib/time.js';
import { App, Bundle, Kind, State } from './badge.jsx';
import { Tags } from './tag.jsx';
import { Text } from './text.jsx';
import { RecordTime } from './time.jsx';

/* A party of a record; hits: of its name. */
export function Party({ party, hits }) {
  if (party && typeof party === 'object' && party.self && !nameOf(party)) return <span class="party">{t('party.self')}</span>;
  const name = nameOf(party);
  return (
    <span class="party">
      {name === null ? t('party.unknown') : <Text value={name} hits={hits} />}
      {party?.self && <span class="dim"> {t('party.self.mark')}</span>}
    </span>
  );
}

const side = (list, at, hits) => list.slice(0, 3).map((p, i) => {
  const field = p && typeof p === 'object' && p.name ? 'name' : null;
  return <Party key={i} party={p} hits={field ? [...hitsOf(hits, `${at}.${field}`), ...hitsOf(hits, `${at}.${i}.${field}`)] : []} />;
});

function Who({ record, hits }) {
  const { from, to } = partiesOf(record);
  if (!from.length && !to.length) return null;
  return (
    <span class="who">
      {side(from, record.peer ? 'peer' : 'from', hits)}
      {to.length > 0 && <><span class="arrow" role="img" aria-label={t('party.to')}>→</span>{side(to, record.peer ? 'peer' : 'to', hits)}</>}
      {to.length > 3 && <span class="dim">{t('party.more', { n: to.length - 3 })}</span>}
    </span>
  );
}

const Call = ({ record }) => (
  <span>
    {t(`dir.${record.dir ?? 'unknown'}`)}{record.result && ` · ${t(`result.${record.result}`)}`}{record.media === 'video' && ` · ${t('call.video')}`}
    {record.duration_s !== undefined && <> · <span dir="ltr">{lasting(record.duration_s)}</span></>}
  </span>
);

/* One record in two lines: what kind, when, whose, who; what it says. */
export function Row({ item, hits = item.hits }) {
  const { record } = item;
  const lines = lineOf(record);
  return (
    <div class="record-row">
      <div class="first">
        <Kind kind={record.kind} />
        <RecordTime record={record} />
        <State record={record} />
        <Who record={record} hits={hits} />
        <span class="rest"><Tags item={item} /><App app={record.app} /><Bundle id={item.bundle} /></span>
      </div>
      <div class="second">
        {record.kind === 'call' && <Call record={record} />}
        {lines.map(({ field, value }) => {
          const cut = around(value, hitsOf(hits, field));
          return <span key={field} class={`of-${field}`}>{cut.before && '… '}<Text value={cut.text} hits={cut.hits} />{cut.after && ' …'}</span>;
        })}
        {!lines.length && record.kind !== 'call' && <span class="dim">{t('record.wordless')}</span>}
      </div>
    </div>
  );
}
