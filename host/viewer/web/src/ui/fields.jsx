import { bytes, said, t } from '../shared/i18n.js';
import { lasting, toUs } from '../lib/time.js';
import { Text } from './text.jsx';
import { RecordTime, Time } from './time.jsx';

/* Shown elsewhere, or beside another: where it comes from, and the time's own parts. */
const APART = new Set(['kind', 'ref', 'app', 'source', 'parser', 'time', 'time_raw', 'time_unit', 'time_from', 'clock', 'zone', 'zone_origin', 'issues', 'confidence', 'raw']);

const NAMED = { dir: 'dir', result: 'result' };

export const fieldName = (key) => said(`field.${key}`, key);

function Value({ name, value }) {
  if (value === null) return <span class="dim">{t('field.null')}</span>;
  if (typeof value === 'boolean') return t(value ? 'field.yes' : 'field.no');
  if (Array.isArray(value)) return <ol class="values">{value.map((v, i) => <li key={i}><Value name={name} value={v} /></li>)}</ol>;
  if (typeof value === 'object') return <Members of={value} />;
  if (name === 'duration_s') return <span dir="ltr">{lasting(value)}</span>;
  if (name === 'bytes' && typeof value === 'number') return `${bytes(value)} (${value})`;
  if (typeof value === 'string' && toUs(value) !== null) return <Time iso={value} />;
  if (NAMED[name]) return said(`${NAMED[name]}.${value}`, String(value));
  return <Text value={value} lines />;
}

const Members = ({ of, keys = Object.keys(of) }) => (
  <dl class="members">{keys.map((k) => <div key={k}><dt title={k}>{fieldName(k)}</dt><dd><Value name={k} value={of[k]} /></dd></div>)}</dl>
);

const When = ({ record }) => (
  <dl class="members">
    <div><dt>{t('field.time')}</dt><dd><RecordTime record={record} /></dd></div>
    {record.time_raw !== undefined && <div><dt>{t('field.time_raw')}</dt><dd><span class="mono"><Text value={record.time_raw} /></span> <span class="dim">{record.time_unit}</span></dd></div>}
    {record.clock && <div><dt>{t('field.clock')}</dt><dd>{said(`clock.${record.clock}`, record.clock)}</dd></div>}
    {record.zone && <div><dt>{t('field.zone')}</dt><dd><Text value={record.zone} /> <span class="dim">{said(`zone.origin.${record.zone_origin}`, record.zone_origin)}</span></dd></div>}
    {record.confidence !== undefined && <div><dt>{t('field.confidence')}</dt><dd>{record.confidence}</dd></div>}
  </dl>
);

/* Every member of a record, known or not; nothing is left out. */
export const Fields = ({ record }) => (
  <>
    <When record={record} />
    <Members of={record} keys={Object.keys(record).filter((k) => !APART.has(k))} />
    {record.issues?.length > 0 && (
      <div class="note-box"><h3>{t('field.issues')}</h3>
        <ul>{record.issues.map((x, i) => <li key={i}>{x.field && <b>{fieldName(x.field)}: </b>}<Text value={x.why} /></li>)}</ul>
      </div>
    )}
    {record.raw !== undefined && <Members of={{ raw: record.raw }} />}
  </>
);
