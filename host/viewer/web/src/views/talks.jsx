import { useMemo } from 'preact/hooks';
import { count, t } from '../shared/i18n.js';
import { usePager } from '../pager.js';
import { go, href, place } from '../router.js';
import { bundles, filters as filter, narrowed } from '../state.js';
import { App, Bundle } from '../ui/badge.jsx';
import { List } from '../ui/list.jsx';
import { Head } from '../ui/page.jsx';
import { Text } from '../ui/text.jsx';
import { Time } from '../ui/time.jsx';
import { Talk } from './talk.jsx';

export const route = 'talks';
export const title = 'talks.title';
export const icon = 'talks';
export const filters = ['bundle', 'time', 'state'];

export const talkName = (talk) => talk.title ?? talk.key;

/* Whose it is has a line of its own: long, where the bundle is not as it was sealed. */
const Row = ({ talk }) => (
  <div class="record-row talk-row">
    <div class="first"><span class="who"><Text value={talkName(talk)} /></span><span class="rest number">{count(talk.messages)}</span></div>
    <div class="second dim"><App app={talk.app} /> <Time us={talk.last_us} only="date" /></div>
    <div class="third"><Bundle id={talk.bundle} /></div>
  </div>
);

/* What a span of time leaves: conversations with something in it. */
function useWithin() {
  const { from_us: from, until_us: until } = filter.value;
  return useMemo(() => {
    if (from === undefined && until === undefined) return undefined;
    return (x) => x.last_us !== null && (from === undefined || x.last_us >= from) && (until === undefined || x.first_us < until);
  }, [from, until]);
}

export function View() {
  const pager = usePager('talks', narrowed('bundle'), 'talks');
  const only = useWithin();
  const id = Number(place.value.id) || null;
  return (
    <div class={id ? 'view panes chosen' : 'view panes'}>
      <section class="pane" aria-label={t('talks.title')}>
        <Head title={t('talks.title')} />
        <List pager={pager} label={t('talks.title')} estimate={bundles.value.length > 1 ? 84 : 60} only={only} open={(talk) => go('talks', String(talk.id))} marked={id}
          row={(talk) => <Row talk={talk} />} />
      </section>
      <section class="pane large" aria-label={t('talks.one')}>
        {id ? <Talk key={id} id={id} /> : <p class="empty">{t('talks.choose')}</p>}
        {id && <a class="button plain narrow-only" href={href('talks')}>{t('talks.all')}</a>}
      </section>
    </div>
  );
}
