import { count, t } from '../shared/i18n.js';
import { useAsk } from '../lib/use.js';
import { usePager } from '../pager.js';
import { go, href, place } from '../router.js';
import { Icon } from '../shared/icon.jsx';
import { List } from '../ui/list.jsx';
import { Head, Waiting } from '../ui/page.jsx';
import { Row } from '../ui/record.jsx';
import { Text } from '../ui/text.jsx';

export const route = 'tagged';
export const title = 'tagged.title';
export const icon = 'tagged';
export const filters = [];

const Under = ({ name }) => {
  const pager = usePager('tagged', { name });
  return <List pager={pager} label={t('tagged.under', { name })} open={(item) => go('record', String(item.id))} row={(item) => <Row item={item} />} />;
};

export function View() {
  const said = useAsk('tags');
  const name = place.value.id;
  return (
    <div class="view">
      <Head title={t('tagged.title')} />
      {!said.answer ? <Waiting said={said} /> : (
        <ul class="kinds" data-testid="tags">
          {said.answer.tags.map((x) => <li key={x.name}><a href={href('tagged', x.name)} aria-current={x.name === name ? 'true' : undefined}><Icon name="tag" /> <Text value={x.name} /> <b>{count(x.records)}</b></a></li>)}
        </ul>
      )}
      {said.answer?.tags.length === 0 && <p class="empty">{t('tagged.none')}</p>}
      {name !== null && <Under key={name} name={name} />}
    </div>
  );
}
