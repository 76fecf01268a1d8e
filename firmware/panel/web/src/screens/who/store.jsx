import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { tell, refresh } from '../../store.js';
import { Button } from '../../shared/button.jsx';
import { Field } from '../../ui/field.jsx';
import { Screen } from '../../ui/screen.jsx';

/* The new phrase from when it is made until somebody has shown to have it on paper. */
export const phrase = signal(null);
/* It is on paper; until then a page that is loaded anew asks for it again. */
export const written = signal(false);

/* First boot: evidence needs a phrase; it is made by the kit and shown once. */
export function StoreNew() {
  const make = async () => {
    const answer = await tell('store-new');
    if (answer) phrase.value = answer.words;
  };
  return (
    <Screen name="store-new" title={t('store-new.title')} lead={t('store-new.lead')} next={{ label: t('store-new.make'), icon: 'lock', go: make }}>
      <p>{t('store-new.text')}</p>
    </Screen>
  );
}

export function Phrase() {
  const [asked, setAsked] = useState(null);
  if (asked) return <Confirm asked={asked} back={() => setAsked(null)} />;
  const go = () => setAsked(pick(phrase.value.length));
  return (
    <Screen name="phrase" title={t('phrase.title')} lead={t('phrase.lead')} next={{ label: t('phrase.written'), go }}>
      <ol class="phrase" dir="ltr" lang="en" data-testid="phrase">
        {phrase.value.map((w) => <li key={w}>{w}</li>)}
      </ol>
    </Screen>
  );
}

// Two places of the phrase, in order, that nobody can foresee.
function pick(n) {
  const places = Array.from({ length: n }, (_, i) => i);
  const random = crypto.getRandomValues(new Uint32Array(n));
  return places.sort((a, b) => random[a] - random[b]).slice(0, 2).sort((a, b) => a - b);
}

function Confirm({ asked, back }) {
  const [typed, setTyped] = useState(['', '']);
  const right = asked.every((at, i) => typed[i].trim().toLowerCase() === phrase.value[at]);
  const wrong = !right && typed.every((w) => w.trim().length > 2);
  const go = async () => {
    written.value = true;
    phrase.value = null;
    await refresh();
  };
  return (
    <Screen name="phrase-confirm" title={t('phrase-confirm.title')} lead={t('phrase-confirm.lead')} back={{ label: t('phrase-confirm.again'), go: back }}
      next={{ off: !right, go }}>
      <div class="pair">
        {asked.map((at, i) => (
          <Field key={at} name={`word-${at + 1}`} label={t('phrase-confirm.word', { n: at + 1 })} value={typed[i]}
            set={(v) => setTyped(typed.map((w, j) => (j === i ? v : w)))} max={40} />
        ))}
      </div>
      {wrong && <p class="note" role="status">{t('phrase-confirm.wrong')}</p>}
    </Screen>
  );
}

/* After each start: the evidence partition is opened by its phrase. */
export function StoreLocked() {
  const [words, setWords] = useState(Array(6).fill(''));
  const all = words.map((w) => w.trim().toLowerCase());
  const go = async () => {
    if (await tell('store-open', { phrase: all.join(' ') })) await refresh();
  };
  // Whoever pastes or types all six into the first field has them spread.
  const set = (i, v) => {
    const many = v.trim().split(/\s+/);
    setWords(many.length > 1 ? words.map((w, j) => many[j - i] ?? w) : words.map((w, j) => (j === i ? v : w)));
  };
  return (
    <Screen name="store-locked" title={t('store-locked.title')} lead={t('store-locked.lead')} next={{ label: t('store-locked.open'), icon: 'lock', off: all.some((w) => !w), go }}>
      <div class="words" dir="ltr">
        {words.map((w, i) => <Field key={i} name={`phrase-${i + 1}`} label={t('phrase-confirm.word', { n: i + 1 })} value={w} set={(v) => set(i, v)} max={200} />)}
      </div>
    </Screen>
  );
}

export const StoreFailed = () => (
  <Screen name="store-failed" title={t('store-failed.title')} lead={t('store-failed.lead')} more={<Button id="retry" kind="primary" go={refresh}>{t('go.retry')}</Button>}>
    <p>{t('store-failed.text')}</p>
  </Screen>
);
