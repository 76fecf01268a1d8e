import { has, t } from '../shared/i18n.js';
import { useAsk } from '../lib/use.js';
import { plain } from '../lib/hostile.js';
import { isDeleted } from '../lib/record.js';
import { usePager } from '../pager.js';
import { go, place, refine } from '../router.js';
import { filters as filter, narrowed } from '../state.js';
import { List } from '../ui/list.jsx';
import { Head } from '../ui/page.jsx';
import { Row } from '../ui/record.jsx';
import { Text } from '../ui/text.jsx';
import { Timeless } from '../ui/timeless.jsx';

export const route = 'search';
export const title = 'search.title';
export const icon = 'search';
export const filters = ['bundle', 'time', 'kind', 'state'];

/* In words of the page, and where; in English what it has no words for. */
const Wrong = ({ why: { reason, text, at }, query = '' }) => (
  <div class="empty" role="alert">
    <p>{t('search.wrong')} {has(`search.wrong.${reason}`) ? t(`search.wrong.${reason}`) : text && <bdi lang="en">{text}</bdi>}</p>
    {at?.[1] > at?.[0] && <p><Text value={query} hits={[at]} /></p>}
  </div>
);

const Results = ({ word, members, only }) => {
  const pager = usePager(word, members);
  const failed = pager.state.value === 'trouble' && pager.why?.code === 'usage';
  if (failed) return <Wrong why={pager.why} query={members.query} />;
  const latest = pager.head.value?.latest;
  return <>{latest && <p class="note-box" role="note" data-testid="search-latest">{t('search.latest', { n: latest })}</p>}<List pager={pager} label={t('search.results')} empty={t('search.none')} only={only} open={(item) => go('record', String(item.id))} row={(item) => <Row item={item} />} /></>;
};

function Options() {
  const { answer } = useAsk('tags');
  const { sort, tag } = place.value.query;
  return (
    <>
      <label class="filter"><span>{t('search.sort')}</span>
        <select value={sort ?? ''} data-testid="sort" onChange={(e) => refine({ sort: e.currentTarget.value || null })}>
          <option value="">{t('search.sort.time')}</option>
          <option value="fit">{t('search.sort.fit')}</option>
        </select>
      </label>
      <label class="filter"><span>{t('search.tag')}</span>
        <select value={tag ?? ''} data-testid="search-tag" onChange={(e) => refine({ tag: e.currentTarget.value || null })}>
          <option value="">{t('search.tag.all')}</option>
          {(answer?.tags ?? []).map((x) => <option key={x.name} value={x.name}>{plain(x.name)}</option>)}
        </select>
      </label>
    </>
  );
}

const Help = () => (
  <div class="empty">
    <p>{t('search.help')}</p>
    <dl class="keys">
      {[['hotel room', 'words'], ['"grand star"', 'phrase'], ['meet*', 'begin'], ['hotel -grand', 'not'], ['karim OR samir', 'or']].map(([k, name]) => (
        <div key={name}><dt><kbd dir="ltr">{k}</kbd></dt><dd>{t(`search.help.${name}`)}</dd></div>
      ))}
    </dl>
  </div>
);

const BY_STATE = { deleted: (item) => isDeleted(item.record), live: (item) => !isDeleted(item.record) };

export function View() {
  const { q = '', sort, tag } = place.value.query;
  const { kind, state } = filter.value;
  const query = q.trim();
  return (
    <div class="view">
      <Head title={query ? <>{t('search.for')} <Text value={query} /></> : t('search.title')}>{query && <Options />}</Head>
      {query && <Results word="search" members={{ query, ...narrowed('kind', 'from_us', 'until_us', 'bundle', 'state'), tag: tag || undefined, ranked: sort === 'fit' ? true : undefined }} />}
      {!query && kind && <><div class="tools"><p class="dim">{t('line.timed')}</p><Timeless kind={kind} /></div><Results word="line" members={narrowed('kind', 'from_us', 'until_us', 'bundle')} only={BY_STATE[state]} /></>}
      {!query && !kind && <Help />}
    </div>
  );
}
