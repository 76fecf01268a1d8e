import { count, said, t } from '../shared/i18n.js';
import { usePager } from '../pager.js';
import { go, href } from '../router.js';
import { bundleOf } from '../state.js';
import { bundleName, Verdict } from '../ui/badge.jsx';
import { List } from '../ui/list.jsx';
import { Head, Waiting } from '../ui/page.jsx';
import { Row } from '../ui/record.jsx';
import { Text } from '../ui/text.jsx';
import { Time } from '../ui/time.jsx';
import { Called, entityKind } from './contacts.jsx';

const Where = ({ rows }) => (
  <div class="scroll-x">
    <table class="plain">
      <caption class="unseen">{t('entity.where')}</caption>
      <thead><tr><th>{t('filter.bundle')}</th><th>{t('entity.role')}</th><th>{t('entity.rule')}</th><th class="number">{t('overview.records')}</th></tr></thead>
      <tbody>
        {rows.map((w, i) => {
          const b = bundleOf(w.bundle);
          return <tr key={i}><td><Text value={bundleName(b ?? { id: w.bundle })} /> {b && <Verdict bundle={b} quiet />}</td><td class="whole">{said(`field.${w.role}`, w.role)}</td><td class="mono whole">{w.rule}</td><td class="number">{count(w.records)}</td></tr>;
        })}
      </tbody>
    </table>
  </div>
);

/* One number, address or name: where it stands, found by which rule, and every record of it. */
export function Entity({ id }) {
  const pager = usePager('entity', { id });
  const head = pager.head.value;
  if (!head) return <div class="view"><Head title={t('contacts.title')} /><Waiting said={{ why: pager.state.value === 'trouble' ? pager.why : null, answer: null }} /></div>;
  const e = head.entity;
  return (
    <div class="view">
      <Head title={<Called entity={e} />}>
        <span class="badge kind">{entityKind(e.kind)}</span>
        <span class="dim">{t('contacts.mentions', { n: e.mentions })} · <Time us={e.first_us} /> – <Time us={e.last_us} /></span>
        <a href={href('contacts')}>{t('contacts.all')}</a>
      </Head>
      {head.also?.length > 0 && <p data-testid="entity-also">{t('graph.also')} {head.also.map((x, i) => <span key={x}>{i > 0 && ' · '}<Text value={x} /></span>)}</p>}
      <Where rows={head.where} />
      <List pager={pager} label={t('entity.records')} open={(item) => go('record', String(item.id))} row={(item) => <Row item={item} />} />
    </div>
  );
}
