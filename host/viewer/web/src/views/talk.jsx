import { useMemo } from 'preact/hooks';
import { ask } from '../shared/api.js';
import { count, t } from '../shared/i18n.js';
import { isDeleted, nameOf } from '../lib/record.js';
import { shown, toIso, toUs } from '../lib/time.js';
import { usePager } from '../pager.js';
import { go, place, refine } from '../router.js';
import { filters, refused } from '../state.js';
import { App, Bundle } from '../ui/badge.jsx';
import { Beside, Bubble } from '../ui/bubble.jsx';
import { Button } from '../shared/button.jsx';
import { List } from '../ui/list.jsx';
import { Moment } from '../ui/moment.jsx';
import { Waiting } from '../ui/page.jsx';
import { Party } from '../ui/record.jsx';
import { Text } from '../ui/text.jsx';
import { Time } from '../ui/time.jsx';
import { zone } from '../zone.js';
import { talkName } from './talks.jsx';

/* Who spoke, of what was read so far: {party, n} by how much. What was counted is not counted again. */
const counted = new WeakMap();
function speakers(pager) {
  const c = counted.get(pager) ?? { upto: 0, found: new Map() };
  counted.set(pager, c);
  for (; c.upto < pager.rows.length; c.upto += 1) {
    const { record } = pager.rows[c.upto];
    [record.from, ...(Array.isArray(record.to) ? record.to : [])].filter((p) => p && typeof p === 'object').forEach((p, i) => {
      const key = p.self ? 'self' : (p.id ?? nameOf(p));
      const had = c.found.get(key) ?? { party: p, n: 0 };
      c.found.set(key, { party: had.party.name ? had.party : p, n: had.n + (i === 0 && record.from ? 1 : 0) });
    });
  }
  return [...c.found.values()].sort((a, b) => b.n - a.n);
}

const People = ({ pager }) => {
  const people = speakers(pager);
  return (
    <details class="people">
      <summary>{t('talk.people')} <span class="number">{count(people.length)}</span>{pager.state.value !== 'end' && <span class="dim"> {t('talk.people.sofar')}</span>}</summary>
      <ul class="kinds">{people.slice(0, 100).map((p, i) => <li key={i} class="badge"><Party party={p.party} /> <b>{count(p.n)}</b></li>)}</ul>
    </details>
  );
};

/* To a moment, to the first message, to the last. */
function Jump({ talk }) {
  const toLast = async () => {
    try {
      const { records } = await ask('talk', { talk: talk.id, at_us: talk.last_us, limit: 1 });
      if (records.length) refine({ around: String(records[0].id), at: null });
    } catch (e) {
      refused(e);
    }
  };
  return (
    <form class="jump" onSubmit={(e) => e.preventDefault()}>
      <Moment name="jump" label={t('talk.jump')} us={toUs(place.value.query.at)} set={(us) => refine({ at: us === null ? null : toIso(us), around: null })} />
      <Button id="to-first" go={() => refine({ at: null, around: null })}>{t('talk.first')}</Button>
      {talk.last_us !== null && <Button id="to-last" go={toLast}>{t('talk.last')}</Button>}
    </form>
  );
}

const dayOf = (item) => {
  const us = item && toUs(item.record.time);
  return us === null || us === undefined ? null : shown(us, zone.value.name)?.date;
};

function useOnly() {
  const { state, from_us: from, until_us: until } = filters.value;
  return useMemo(() => {
    if (!state && from === undefined && until === undefined) return undefined;
    return ({ record, children = [] }) => {
      const us = toUs(record.time);
      if (state && [record, ...children.map((c) => c.record)].some(isDeleted) !== (state === 'deleted')) return false;
      return (from === undefined || (us !== null && us >= from)) && (until === undefined || (us !== null && us < until));
    };
  }, [state, from, until]);
}

/* One conversation, as it went. */
export function Talk({ id }) {
  const { at, around } = place.value.query;
  const from = toUs(at) ?? filters.value.from_us;
  const near = Number(around) || undefined;
  const pager = usePager('talk', near ? { talk: id, around: near } : { talk: id, at_us: from });
  const only = useOnly();
  const head = pager.head.value;
  if (!head) return <Waiting said={{ why: pager.state.value === 'trouble' ? pager.why : null, answer: null }} />;
  const { talk } = head;
  return (
    <>
      <div class="head"><h2 tabIndex={-1}><Text value={talkName(talk)} /></h2><App app={talk.app} /><Bundle id={talk.bundle} always />
        <span class="dim">{t('talk.messages', { n: talk.messages })} · <Time us={talk.first_us} only="date" /> – <Time us={talk.last_us} only="date" /></span>
      </div>
      <div class="head"><Jump talk={talk} /><People pager={pager} /></div>
      {head.before && pager.rows.length > 0 && (
        <Button id="earlier" kind="plain" icon="back" turns go={() => refine({ around: String(pager.rows[0].id), at: null }, true)}>{t('talk.earlier')}</Button>
      )}
      <List pager={pager} label={t('talk.messages', { n: talk.messages })} estimate={92} measured only={only} start={near} className="chat"
        open={(item) => go('record', String(item.id))}
        row={(item, before) => {
          const day = dayOf(item);
          return (
            <>
              {day && day !== dayOf(before) && <p class="day"><Time iso={item.record.time} only="date" /> <span class="dim">{zone.value.name}</span></p>}
              {item.record.kind !== 'message' && item.record.kind !== 'email' ? <Beside item={item} /> : <Bubble item={item} quoted={item.record.reply_to && pager.byRef.get(item.record.reply_to)?.record} />}
            </>
          );
        }} />
    </>
  );
}
