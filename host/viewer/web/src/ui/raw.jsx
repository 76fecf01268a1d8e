import { useState } from 'preact/hooks';
import { bytes, count, said, t } from '../shared/i18n.js';
import { dump, EACH, hexOffset } from '../lib/hex.js';
import { useAsk } from '../lib/use.js';
import { Button } from '../shared/button.jsx';
import { Icon } from '../shared/icon.jsx';
import { Waiting } from './page.jsx';
import { Text } from './text.jsx';

const STEP = 4096;

/* Where it was read: file, table, row, state; by which parser. */
const Source = ({ source, record, file }) => (
  <dl class="members">
    {Object.entries(source ?? {}).map(([k, v]) => (
      <div key={k}><dt title={k}>{said(`field.${k}`, k)}</dt><dd class={k === 'object_sha256' ? 'mono' : undefined}>{k === 'state' ? <>{said(`source.${v}`, String(v))} <span class="dim">({String(v)})</span></> : <Text value={v} />}</dd></div>
    ))}
    {file && <div><dt>{t('raw.file')}</dt><dd class="mono"><Text value={file} /></dd></div>}
    <div><dt>{t('raw.parser')}</dt><dd class="mono"><Text value={record.parser ?? ''} /></dd></div>
    <div><dt>{t('raw.ref')}</dt><dd class="mono"><Text value={record.ref ?? ''} /></dd></div>
  </dl>
);

const Columns = ({ columns }) => (
  <div class="scroll-x" tabIndex={0} role="region" aria-label={t('raw.columns')}>
    <table class="plain">
      <caption>{t('raw.columns')}</caption>
      <thead><tr><th>{t('raw.column')}</th><th>{t('raw.value')}</th></tr></thead>
      <tbody>
        {columns.map((c, i) => (
          <tr key={i}><th scope="row" class="mono"><Text value={c.name} /></th>
            <td>{c.hex !== undefined ? <span class="mono" dir="ltr">x&apos;{c.hex}&apos;</span> : c.value === null || c.value === undefined ? <span class="dim">NULL</span> : <Text value={c.value} lines />}
              {c.bytes !== undefined && <p class="dim">{t('raw.longer', { bytes: bytes(c.bytes) })}</p>}</td></tr>
        ))}
      </tbody>
    </table>
  </div>
);

function Bytes({ bytes, go }) {
  const rows = dump(bytes.hex, bytes.offset);
  const end = bytes.offset + bytes.hex.length / 2;
  return (
    <>
      <p class="head"><span class="dim">{t('raw.bytes', { from: count(bytes.offset), until: count(end), total: count(bytes.total) })}</span>
        <Button id="bytes-back" icon="back" turns off={bytes.offset <= 0} go={() => go(Math.max(0, bytes.offset - STEP))}>{t('raw.earlier')}</Button>
        <Button id="bytes-on" icon="next" turns off={end >= bytes.total} go={() => go(end)}>{t('raw.later')}</Button>
      </p>
      <pre class="hex" dir="ltr" tabIndex={0} role="region" aria-label={t('raw.hex')}>
        {rows.map((r) => `${hexOffset(r.offset)}  ${r.hex.padEnd(EACH * 3 - 1)}  ${r.text}\n`).join('')}
      </pre>
    </>
  );
}

/* What the record was read from, read anew out of the bundle. */
export function Raw({ id, record }) {
  const [offset, go] = useState(undefined);
  const asked = useAsk('raw', offset === undefined ? { id } : { id, offset });
  const a = asked.answer;
  return (
    <>
      <Source source={record.source} record={record} file={a?.file} />
      {!a && !asked.why && <Waiting said={asked} />}
      {asked.why && <p class="note-box"><Icon name="warn" /> {t('raw.failed')} <bdi>{asked.why.text}</bdi></p>}
      {a?.inside && <p class="dim" data-testid="raw-inside">{t('raw.inside')}</p>}
      {a?.same === true && <p class="good"><Icon name="check" />{t('raw.same')}</p>}
      {a?.same === false && <p class="bad"><Icon name="warn" />{t('raw.changed')}</p>}
      {a?.why && <p class="note-box">{said(`raw.why.${a.why_code}`, a.why)}</p>}
      {a?.columns?.length > 0 && <Columns columns={a.columns} />}
      {a?.page && <p class="dim">{t('raw.page', { number: count(a.page.number), offset: count(a.page.offset), size: count(a.page.size) })}</p>}
      {a?.bytes?.hex && <Bytes bytes={a.bytes} go={go} />}
    </>
  );
}
