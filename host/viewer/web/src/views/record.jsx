import { useEffect, useState } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { useAsk } from '../lib/use.js';
import { href, place } from '../router.js';
import { changed, current } from '../state.js';
import { App, Bundle, Kind, kindName, State } from '../ui/badge.jsx';
import { Fields } from '../ui/fields.jsx';
import { Icon } from '../shared/icon.jsx';
import { Head, Waiting } from '../ui/page.jsx';
import { Row } from '../ui/record.jsx';
import { Raw } from '../ui/raw.jsx';
import { Mark, Tags } from '../ui/tag.jsx';
import { Text } from '../ui/text.jsx';
import { RecordTime, Time } from '../ui/time.jsx';
import { Called, entityKind } from './contacts.jsx';
import { talkName } from './talks.jsx';

export const route = 'record';
export const title = 'record.title';
export const icon = 'record';
export const filters = [];
export const hidden = true;

const Notes = ({ notes }) => notes.length > 0 && (
  <section><h3>{t('record.notes')}</h3>
    <ul class="notes">{notes.map((n, i) => <li key={i}><p class="dim"><Text value={n.who} /> · <Time us={n.time_us} /></p><p><Text value={n.text} lines /></p></li>)}</ul>
  </section>
);

const Entities = ({ list }) => list.length > 0 && (
  <section><h3>{t('record.entities')}</h3>
    <ul class="kinds">{list.map((e, i) => (
      <li key={i}><a href={href('contacts', String(e.id))} title={e.rule}><span class="dim">{entityKind(e.kind)}</span> <Called entity={e} />{e.bundles > 1 && <span class="dim"> · {t('contacts.in', { n: e.bundles })}</span>}</a></li>
    ))}</ul>
  </section>
);

const Children = ({ list }) => list.length > 0 && (
  <section><h3>{t('record.children')}</h3>
    <ul class="children">{list.map((c) => <li key={c.id}><Row item={c} /><a href={href('record', String(c.id))}>{t('record.open')}</a></li>)}</ul>
  </section>
);

/* A record beside what it was read from. */
export function View() {
  const id = Number(place.value.id);
  const [again, ask] = useState(0);
  const asked = useAsk(id ? 'one' : null, { id }, again);
  const a = asked.answer;
  const item = a?.record;
  useEffect(() => {
    if (item) current.value = item;
  }, [a]);
  // A note that was written here is asked for with its name and time.
  const notes = changed.value.get(id)?.notes;
  useEffect(() => {
    if (a && notes !== undefined && notes !== a.notes.length) ask(again + 1);
  }, [notes]);
  if (!item) return <div class="view"><Head title={t('record.title')} /><Waiting said={id ? asked : { why: { code: 'not-found' } }} /></div>;
  const r = item.record;
  return (
    <div class="view">
      <Head title={<>{kindName(r.kind)} <RecordTime record={r} /></>}>
        <State record={r} /><App app={r.app} /><Bundle id={item.bundle} always /><Tags item={item} /><Mark item={item} />
        {a.talk && <a class="button" href={href('talks', String(a.talk.id), { around: String(id) })} data-testid="in-talk"><Icon name="talks" /><span>{t('record.in-talk')} <Text value={talkName(a.talk)} /></span></a>}
      </Head>
      <div class="beside">
        <section class="card" aria-label={t('record.said')}>
          <h2><Kind kind={r.kind} /> {t('record.said')}</h2>
          <Fields record={r} />
          <Children list={a.children} />
          <Entities list={a.entities} />
          <Notes notes={a.notes} />
        </section>
        <section class="card" aria-label={t('record.raw')}>
          <h2>{t('record.raw')}</h2>
          <Raw id={id} record={r} />
        </section>
      </div>
    </div>
  );
}
