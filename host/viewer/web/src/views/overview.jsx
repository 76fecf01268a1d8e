import { count, said as words, t } from '../shared/i18n.js';
import { useAsk } from '../lib/use.js';
import { href } from '../router.js';
import { bundleOf, desk, narrowed } from '../state.js';
import { App, bundleName, kindName, Verdict } from '../ui/badge.jsx';
import { Bars, Head, Waiting } from '../ui/page.jsx';
import { Text } from '../ui/text.jsx';
import { Time } from '../ui/time.jsx';

export const route = 'overview';
export const title = 'overview.title';
export const icon = 'overview';
export const filters = ['bundle'];

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/* "Key: value" of bag-info.txt and the like. */
function pairs(lines) {
  return lines.map((l) => /^([^:]{1,80}):\s*(.*)$/s.exec(l)).map((m, i) => (m ? [m[1], m[2]] : ['', lines[i]]));
}

const Info = ({ lines }) => (
  <dl class="facts">
    {pairs(lines).map(([k, v], i) => <div key={i}><dt><Text value={k} /></dt><dd><Text value={v} /></dd></div>)}
  </dl>
);

const KNOWN = ['artefact', 'category', 'state', 'records', 'issues', 'deleted', 'where', 'table', 'why'];

/* Lines of a ledger: what was looked for, what became of it, how much; what is known first. */
function Ledger({ id, title: head, lines }) {
  if (!lines?.length) return null;
  const of = lines.map((l) => (typeof l === 'string' ? { where: l } : l));
  const keys = KNOWN.filter((k) => of.some((l) => l[k] !== undefined));
  const states = Object.entries(Object.groupBy?.(of, (l) => l.state ?? '') ?? {}).filter(([s]) => s);
  return (
    <details data-testid={`said-${id}`}>
      <summary>{head} <span class="number">{count(lines.length)}</span>
        {states.map(([s, of_]) => <span key={s} class="badge">{words(`cover.${s}`, s)} <b>{count(of_.length)}</b></span>)}
      </summary>
      <div class="scroll-x ledger" tabIndex={0} role="region" aria-label={head}>
        <table class="plain">
          <thead><tr>{keys.map((k) => <th key={k} scope="col">{words(`ledger.${k}`, k)}</th>)}</tr></thead>
          <tbody>{of.map((l, i) => <tr key={i}>{keys.map((k) => <td key={k}>{l[k] === undefined ? '' : k === 'state' ? words(`cover.${l[k]}`, String(l[k])) : <Text value={typeof l[k] === 'object' ? JSON.stringify(l[k]) : l[k]} />}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </details>
  );
}

/* Lines of any shape, every member of them. */
const Line = ({ line }) => (
  <li>{typeof line === 'string' ? <Text value={line} /> : Object.entries(line).map(([k, v]) => (
    <span key={k} class="pair"><span class="dim">{words(`ledger.${k}`, k)}</span> <Text value={typeof v === 'object' ? JSON.stringify(v) : v} /></span>
  ))}</li>
);

const More = ({ id, title: head, lines, open }) => lines?.length > 0 && (
  <details open={open} data-testid={`said-${id}`}>
    <summary>{head} <span class="number">{count(lines.length)}</span></summary>
    <ul class="lines">{lines.map((l, i) => <Line key={i} line={l} />)}</ul>
  </details>
);

/* Files that a hash set knows: which, by which set, and the record that shows it. */
const Hits = ({ lines }) => lines?.length > 0 && (
  <details open data-testid="said-hits">
    <summary>{t('overview.hits')} <span class="number">{count(lines.length)}</span></summary>
    <p class="dim">{t('overview.hits.means')}</p>
    <div class="scroll-x ledger" tabIndex={0} role="region" aria-label={t('overview.hits')}>
      <table class="plain">
        <thead><tr>{['path', 'category', 'name', 'set', 'sha256'].map((k) => <th key={k} scope="col">{t(`hit.${k}`)}</th>)}</tr></thead>
        <tbody>{lines.map((l, i) => (
          <tr key={i}>
            <td>{l.record ? <a href={href('record', String(l.record))}><Text value={l.path} /></a> : <Text value={l.path} />}</td>
            <td><Text value={l.category ?? ''} /></td><td><Text value={l.name ?? ''} /></td><td><Text value={l.set} /></td><td class="mono"><Text value={l.sha256} /></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  </details>
);

/* Where records of a kind are looked at best. */
const PLACES = { message: 'talks', conversation: 'talks', call: 'calls', contact: 'contacts', location: 'map', media: 'media' };
const kindHref = (kind, bundle) => (PLACES[kind] ? href(PLACES[kind], null, { bundle }) : href('search', null, { kind, bundle }));

function Phone({ said, few }) {
  const b = bundleOf(said.id) ?? { id: said.id, verdict: 'UNKNOWN' };
  const s = said.said ?? {};
  const kinds = Object.entries(said.kinds ?? {}).sort((x, y) => y[1] - x[1]);
  return (
    <section class="card wide" data-testid={`bundle-${said.id}`}>
      <h2><Text value={bundleName(b)} /> <Verdict bundle={b} /></h2>
      <p class="lead">{t(`verdict.${b.verdict}.means`)}</p>
      <dl class="facts">
        <div><dt>{t('overview.first')}</dt><dd><Time us={said.first_us} /></dd></div>
        <div><dt>{t('overview.last')}</dt><dd><Time us={said.last_us} /></dd></div>
        <div><dt>{t('overview.records')}</dt><dd>{count(b.records ?? 0)}</dd></div>
        <div><dt>{t('overview.issues')}</dt><dd>{count(b.issues ?? 0)}</dd></div>
        {b.failed > 0 && <div><dt>{t('overview.failed')}</dt><dd>{count(b.failed)}</dd></div>}
        {b.platform && <div><dt>{t('overview.platform')}</dt><dd>{words(`platform.${b.platform}`, b.platform)}</dd></div>}
        <div><dt>{t('overview.path')}</dt><dd class="mono"><Text value={b.path} /></dd></div>
      </dl>
      <ul class="kinds">
        {kinds.map(([k, n]) => <li key={k}><a href={kindHref(k, String(said.id))}>{kindName(k)} <b>{count(n)}</b></a></li>)}
      </ul>
      <Hits lines={s.hits} />
      <h3>{t('overview.looked')}</h3>
      {!s.acquired?.length && !s.ledger?.length && <p class="dim">{t('overview.looked.none')}</p>}
      <Ledger id="acquired" title={t('overview.acquired')} lines={s.acquired} />
      <Ledger id="ledger" title={t('overview.ledger')} lines={s.ledger} />
      <More id="failed" title={t('overview.failed')} lines={s.failed} open />
      <More id="issues" title={t('overview.odd')} lines={s.issues} />
      <More id="findings" title={t('overview.findings')} lines={s.findings} open={b.verdict !== 'INTACT'} />
      {s.info?.length > 0 && <details open={few} data-testid="said-info"><summary>{t('overview.info')}</summary><Info lines={s.info} /></details>}
      {s.left_out > 0 && <p class="dim">{t('overview.left_out', { n: s.left_out })}</p>}
    </section>
  );
}

const entityHref = (e) => href('contacts', String(e.id));

export function View() {
  const asked = useAsk('overview', narrowed('bundle'));
  const o = asked.answer;
  return (
    <div class="view scrolls">
      <Head title={t('overview.title')} />
      {!o ? <Waiting said={asked} /> : (
        <div class="cards">
          {o.bundles.map((b) => <Phone key={b.id} said={b} few={o.bundles.length < 4} />)}
          <section class="card">
            <h2>{t('overview.contacts')}</h2>
            {o.contacts.length === 0 && <p class="dim">{t('list.empty')}</p>}
            <Bars of={t('overview.contacts')} rows={o.contacts.map((c) => ({ label: c.name ? `${c.name} · ${c.value}` : c.value, hostile: true, href: entityHref(c), n: c.mentions, words: count(c.mentions) }))} />
          </section>
          <section class="card">
            <h2>{t('overview.hours')}</h2>
            <p class="dim">{t('overview.inzone', { zone: desk.value.zone ?? 'UTC' })}</p>
            <Hours hours={o.hours} />
            <h2>{t('overview.weekdays')}</h2>
            <Bars of={t('overview.weekdays')} rows={o.weekdays.map((n, i) => ({ label: t(`day.${DAYS[i]}`), n, words: count(n) }))} />
          </section>
          <section class="card">
            <h2>{t('overview.apps')}</h2>
            <Bars of={t('overview.apps')} rows={o.apps.map((a) => ({ label: a.app, app: true, n: a.messages, words: count(a.messages) }))} />
          </section>
        </div>
      )}
    </div>
  );
}

/* Twenty-four columns; each has its number in words for who does not see them. */
function Hours({ hours }) {
  const most = Math.max(1, ...hours);
  return (
    <ol class="hours" aria-label={t('overview.hours')}>
      {hours.map((n, h) => (
        <li key={h} title={`${String(h).padStart(2, '0')}:00 – ${count(n)}`}>
          <span class="unseen">{String(h).padStart(2, '0')}:00 {count(n)}</span>
          <svg aria-hidden="true" viewBox="0 0 10 100" preserveAspectRatio="none"><rect x="1" width="8" y={100 - (n / most) * 100} height={(n / most) * 100} /></svg>
          <span aria-hidden="true" class="hour">{h % 6 === 0 ? h : ''}</span>
        </li>
      ))}
    </ol>
  );
}
