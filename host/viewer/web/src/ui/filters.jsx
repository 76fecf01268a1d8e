import { useState } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { plain } from '../lib/hostile.js';
import { KINDS } from '../lib/record.js';
import { toIso, toUs } from '../lib/time.js';
import { FILTERS, place, refine } from '../router.js';
import { bundles } from '../state.js';
import { bundleName, kindName } from './badge.jsx';
import { Icon } from '../shared/icon.jsx';
import { Moment } from './moment.jsx';

const query = (name) => place.value.query[name] ?? '';

const Choice = ({ name, label, children }) => (
  <label class="filter">
    <span>{label}</span>
    <select name={name} value={query(name)} data-testid={`filter-${name}`} onChange={(e) => refine({ [name]: e.currentTarget.value || null })}>{children}</select>
  </label>
);

/* The address has it in UTC, so that it stays when the zone changes. */
const Limit = ({ name, label }) => (
  <Moment name={`filter-${name}`} label={label} us={toUs(query(name))} set={(us) => refine({ [name]: us === null ? null : toIso(us) })} />
);

const PARTS = {
  bundle: () => (
    <Choice name="bundle" label={t('filter.bundle')}>
      <option value="">{t('filter.bundle.all')}</option>
      {bundles.value.map((b) => <option key={b.id} value={String(b.id)}>{plain(bundleName(b))}</option>)}
    </Choice>
  ),
  time: () => (
    <>
      <Limit name="from" label={t('filter.from')} />
      <Limit name="until" label={t('filter.until')} />
    </>
  ),
  kind: () => (
    <Choice name="kind" label={t('filter.kind')}>
      <option value="">{t('filter.kind.all')}</option>
      {KINDS.map((k) => <option key={k} value={k}>{kindName(k)}</option>)}
    </Choice>
  ),
  state: () => (
    <Choice name="state" label={t('filter.state')}>
      <option value="">{t('filter.state.all')}</option>
      <option value="deleted">{t('filter.state.deleted')}</option>
      <option value="live">{t('filter.state.live')}</option>
    </Choice>
  ),
};

/* show: of "bundle", "time", "kind", "state" those that the view heeds. */
export function Filters({ show }) {
  const set = FILTERS.some((name) => query(name) && (show.includes(name) || (show.includes('time') && ['from', 'until'].includes(name))));
  const [open, setOpen] = useState(false);
  return (
    <form class={open ? 'filters open' : 'filters'} role="search" aria-label={t('filter.title')} onSubmit={(e) => e.preventDefault()}>
      <button type="button" class="button filters-switch" aria-expanded={open} onClick={() => setOpen(!open)}><Icon name="filter" /><span>{t('filter.title')}{set && ` · ${t('filter.set')}`}</span></button>
      {show.map((name) => {
        const Part = PARTS[name];
        return <Part key={name} />;
      })}
      {set && <button type="button" class="button plain" data-testid="filters-off" onClick={() => refine(Object.fromEntries(FILTERS.map((n) => [n, null])))}>{t('filter.none')}</button>}
    </form>
  );
}
