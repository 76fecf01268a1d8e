import { t } from '../shared/i18n.js';
import { isDeleted } from '../lib/record.js';
import { usePager } from '../pager.js';
import { go } from '../router.js';
import { filters as filter, narrowed } from '../state.js';
import { List } from '../ui/list.jsx';
import { Head } from '../ui/page.jsx';
import { Row } from '../ui/record.jsx';
import { Timeless } from '../ui/timeless.jsx';

export const route = 'calls';
export const title = 'calls.title';
export const icon = 'calls';
export const filters = ['bundle', 'time', 'state'];

/* The desk has no such filter for a line of time. */
const BY_STATE = { deleted: (item) => isDeleted(item.record), live: (item) => !isDeleted(item.record) };

export function View() {
  const pager = usePager('line', { kind: 'call', ...narrowed('bundle', 'from_us', 'until_us') });
  return (
    <div class="view">
      <Head title={t('calls.title')}><span class="dim">{t('line.timed')}</span><Timeless kind="call" /></Head>
      <List pager={pager} label={t('calls.title')} only={BY_STATE[filter.value.state]} open={(item) => go('record', String(item.id))} row={(item) => <Row item={item} />} />
    </div>
  );
}
