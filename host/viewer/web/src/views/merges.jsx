import { useState } from 'preact/hooks';
import { ask } from '../shared/api.js';
import { said, t } from '../shared/i18n.js';
import { useAsk } from '../lib/use.js';
import { forget } from '../pager.js';
import { href } from '../router.js';
import { refused } from '../state.js';
import { Button } from '../shared/button.jsx';
import { Head, Waiting } from '../ui/page.jsx';
import { Text } from '../ui/text.jsx';
import { Time } from '../ui/time.jsx';
import { Called, entityKind } from './contacts.jsx';

export const route = 'merges';
export const title = 'merges.title';
export const icon = 'merges';
export const filters = [];

const One = ({ entity }) => (
  <a class="one" href={href('contacts', String(entity.id))}><span class="dim">{entityKind(entity.kind)}</span> <Called entity={entity} /></a>
);

async function act(word, members, done) {
  try {
    await ask(word, members);
    forget('entity');
    done();
  } catch (e) {
    refused(e);
  }
}

/* A pair that may be one; who says so writes why. */
function Suggested({ pair, done }) {
  const [reason, setReason] = useState('');
  return (
    <li class="card" data-testid="suggested">
      <p class="pair-of"><One entity={pair.a} /> <span class="dim">{t('merges.and')}</span> <One entity={pair.b} /></p>
      <p class="dim">{t('merges.because')} {said(`merges.rule.${pair.rule}`, pair.reason)}{pair.name && <> <Text value={pair.name} /></>}{pair.record > 0 && <> · <a href={href('record', String(pair.record))}>{t('record.open')}</a></>}</p>
      <div class="decide">
        <label class="field grow"><span>{t('merges.reason')}</span><input type="text" maxLength={500} value={reason} onInput={(e) => setReason(e.currentTarget.value)} /></label>
        <Button id="merge" kind="main" off={!reason.trim()} go={() => act('merge', { a: pair.a.id, b: pair.b.id, reason: reason.trim() }, done)}>{t('merges.do')}</Button>
      </div>
    </li>
  );
}

const Made = ({ merge, done }) => (
  <li class="card" data-testid="made">
    <p class="pair-of"><One entity={merge.a} /> <span class="dim">{t('merges.and')}</span> <One entity={merge.b} />{merge.undone && <span class="badge">{t('merges.undone')}</span>}</p>
    <p><Text value={merge.reason} /></p>
    <p class="dim"><Text value={merge.who} /> · <Time us={merge.time_us} /></p>
    {!merge.undone && <Button id="unmerge" go={() => act('unmerge', { id: merge.id }, done)}>{t('merges.undo')}</Button>}
  </li>
);

export function View() {
  const [again, setAgain] = useState(0);
  const asked = useAsk('merges', {}, again);
  const a = asked.answer;
  const done = () => setAgain(again + 1);
  return (
    <div class="view scrolls">
      <Head title={t('merges.title')}><span class="dim">{t('merges.lead')}</span></Head>
      {!a ? <Waiting said={asked} /> : (
        <>
          <h2>{t('merges.suggested')}</h2>
          {a.suggested.length === 0 && <p class="dim">{t('list.empty')}</p>}
          <ul class="cards">{a.suggested.map((p) => <Suggested key={`${p.a.id} ${p.b.id}`} pair={p} done={done} />)}</ul>
          <h2>{t('merges.made')}</h2>
          {a.made.length === 0 && <p class="dim">{t('list.empty')}</p>}
          <ul class="cards">{a.made.map((m) => <Made key={m.id} merge={m} done={done} />)}</ul>
        </>
      )}
    </div>
  );
}
