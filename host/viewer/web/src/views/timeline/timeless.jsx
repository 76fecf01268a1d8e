import { count, t } from '../../shared/i18n.js';
import { usePager } from '../../pager.js';
import { go, href } from '../../router.js';
import { filters, narrowed } from '../../state.js';
import { kindName } from '../../ui/badge.jsx';
import { List } from '../../ui/list.jsx';
import { Row } from '../../ui/record.jsx';
import { total } from '../../ui/timeless.jsx';

const Kind = ({ kind, n, name }) => (
  <li><a href={href('timeline', null, { kind, timeless: '1' })} aria-current={filters.value.kind === kind ? 'true' : undefined} data-testid={`timeless-${kind ?? 'all'}`}>{name} <b>{count(n)}</b></a></li>
);

/* What no place of the time line holds, kind by kind. */
export function TimelessList({ sums }) {
  const pager = usePager('line', { ...narrowed('bundle', 'kind'), timeless: true });
  return (
    <>
      <ul class="kinds" aria-label={t('timeless.kinds')} data-testid="timeless-kinds">
        <Kind n={total(sums)} name={t('filter.kind.all')} />
        {Object.entries(sums).sort((a, b) => b[1] - a[1]).map(([kind, n]) => <Kind key={kind} kind={kind} n={n} name={kindName(kind)} />)}
      </ul>
      <p class="dim">{t('timeless.note')}</p>
      <List pager={pager} label={t('timeless.title')} open={(item) => go('record', item.id)} row={(item) => <Row item={item} />} />
    </>
  );
}
