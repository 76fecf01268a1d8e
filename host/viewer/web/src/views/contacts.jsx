import { useMemo, useState } from 'preact/hooks';
import { count, said, t } from '../shared/i18n.js';
import { useAsk } from '../lib/use.js';
import { whole } from '../pager.js';
import { go, href, place } from '../router.js';
import { bundles, narrowed } from '../state.js';
import { List } from '../ui/list.jsx';
import { Head, Waiting } from '../ui/page.jsx';
import { Text } from '../ui/text.jsx';
import { Time } from '../ui/time.jsx';
import { Entity } from './entity.jsx';

export const route = 'contacts';
export const title = 'contacts.title';
export const icon = 'person';
export const filters = ['bundle'];

export const entityKind = (kind) => said(`entity.${kind}`, kind);

/* What people call it, where a card or an app says so, and what it is. */
export const Called = ({ entity }) => (entity.name ? <><b><Text value={entity.name} /></b> <span class="value"><Text value={entity.value} /></span></> : <Text value={entity.value} />);

const Row = ({ entity }) => (
  <div class="record-row">
    <div class="first">
      <span class="badge kind">{entityKind(entity.kind)}</span><span class="who"><Called entity={entity} /></span>
      <span class="rest">{entity.bundles > 1 && <span class="badge">{t('contacts.in', { n: entity.bundles })}</span>}<span class="number">{t('contacts.mentions', { n: entity.mentions })}</span></span>
    </div>
    <div class="second dim"><span><Time us={entity.first_us} bare /> – <Time us={entity.last_us} bare /></span></div>
  </div>
);

function Everyone() {
  const [together, setTogether] = useState(false);
  const asked = useAsk(together ? 'shared' : 'contacts', together ? { limit: 1000 } : { ...narrowed('bundle'), limit: 1000 });
  const rows = asked.answer?.[together ? 'shared' : 'contacts'];
  const pager = useMemo(() => rows && whole(rows), [rows]);
  return (
    <div class="view">
      <Head title={t('contacts.title')}>
        {bundles.value.length > 1 && (
          <fieldset class="switch"><legend class="unseen">{t('contacts.which')}</legend>
            <button type="button" class="button plain" aria-pressed={!together} onClick={() => setTogether(false)}>{t('contacts.most')}</button>
            <button type="button" class="button plain" aria-pressed={together} data-testid="shared" onClick={() => setTogether(true)}>{t('contacts.shared')}</button>
          </fieldset>
        )}
        <a href={href('merges')}>{t('merges.title')}</a>
        {rows && <span class="dim">{count(rows.length)}</span>}
      </Head>
      {pager ? <List pager={pager} label={t('contacts.title')} measured estimate={60} open={(e) => go('contacts', String(e.id))} row={(e) => <Row entity={e} />} /> : <Waiting said={asked} />}
    </div>
  );
}

export const View = () => {
  const id = Number(place.value.id);
  return id ? <Entity key={id} id={id} /> : <Everyone />;
};
