import { useEffect, useState } from 'preact/hooks';
import { t, said, language } from '../../shared/i18n.js';
import { lasts } from '../../times.js';
import { BY_ITSELF, current, runs, tell, look, goTo, heard } from '../../store.js';
import { stepTo } from '../../draft.js';
import { withdrawal } from '../../lib/phone.js';
import { Button } from '../../shared/button.jsx';
import { Icon } from '../../shared/icon.jsx';
import { Screen } from '../../ui/screen.jsx';
import { Glance } from './glance.jsx';
import { Progress, share } from './progress.jsx';

const NONE = { told: [] };

// The run's own words, where they say more than the page's: details, or English to who reads that.
const Own = ({ of }) => (of.text && (of.what || language.value !== 'en') ? <bdi class="small" lang="en">{of.text}</bdi> : null);

/* What to do now, in words to be read from a step away. Why a phone is away says nothing that helps to plug it in. */
const Now = ({ of }) => (
  <section class="do-now" role="alert" data-testid={`now-${of.code}`}>
    <Icon name={of.act === 'replug' ? 'plug' : 'phone'} />
    <div>
      <p class="huge">{said(`told.${of.code}`, of.text)}</p>
      {of.left_s > 0 && <p>{t('copy.left', { time: lasts(of.left_s) })}</p>}
      {of.code !== 'away' && <Own of={of} />}
    </div>
  </section>
);

/* Says how far it is to whoever does not see it: at each tenth, not at each byte. */
function Spoken({ of, state }) {
  const tenth = Math.floor((share(of) ?? 0) * 10) * 10;
  return <p class="unseen" role="status">{tenth ? t(state === 'sealing' ? 'copy.spoken-sealing' : 'copy.spoken', { percent: tenth }) : t(`state.${state}`)}</p>;
}

// Said on the screen in other ways.
const ELSEWHERE = new Set(['space']);

/* What was told so far, newest first: what failed, and why, is among it. */
function Told({ all }) {
  const shown = all.filter((e) => !ELSEWHERE.has(e.code)).slice(-8).reverse();
  if (!shown.length) return null;
  return (
    <section>
      <h2>{t('copy.told')}</h2>
      <ul class="told" data-testid="told">
        {shown.map((e) => (
          <li key={e.n}>
            {e.code === 'found' ? said(`finding.${e.what}`, e.text) : said(`told.${e.code}`, e.text)} <Own of={e} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function progressTitle(part, state) {
  if (state === 'away') return t('copy.so-far');
  return part && (state === 'copying' || state === 'sealing') ? <bdi>{said(`copy.part.${part}`, part)}</bdi> : t(`state.${state}.needs`);
}

function useGlance(id, state) {
  useEffect(() => {
    if (runs.value[id]?.glance || state === 'meeting') return;
    look('glance', { case: id, ...BY_ITSELF }).then((a) => a?.glance && heard({ event: 'glance', case: id, glance: a.glance }));
  }, [id, state]);
}

/* What the run said of how far it is, as far as it still holds: what the copying said last is nothing of the
 * sealing, and without a phone nothing is copied at any speed. */
function farNow(progress, state) {
  if (state === 'sealing' && progress?.part !== 'encrypting') return null;
  return state === 'away' && progress ? { ...progress, rate: undefined, left_s: undefined } : progress;
}

/* Meeting, copying, away, sealing: first answers, how far, what to do, stop. */
export function Copy() {
  const { id, state } = current.value;
  const run = runs.value[id] ?? NONE;
  const [stopping, setStopping] = useState(false);
  useGlance(id, state);
  const stop = async () => {
    if (await tell('stop', { case: id })) setStopping(false);
  };
  if (stopping) {
    return (
      <Screen name="stop" title={t('stop.title')} lead={t('stop.lead')} back={{ label: t('stop.back'), go: () => setStopping(false) }}
        next={{ label: t('stop.go'), kind: 'danger', icon: 'stop', go: stop }} />
    );
  }
  const progress = farNow(run.progress, state);
  const waits = state === 'meeting' || state === 'away';
  return (
    <Screen name="copying" title={t(`copy.title-${state}`)} wide back={{ label: t('cases.title'), go: () => goTo('') }}
      more={state !== 'sealing' && (
        <>
          <Button id="withdraw" kind="quiet" go={() => stepTo('withdraw')}>{t(withdrawal(current.value))}</Button>
          <Button id="stop" kind="danger" icon="stop" go={() => setStopping(true)}>{t('stop.open')}</Button>
        </>
      )}>
      {run.now ? <Now of={run.now} /> : waits && <Now of={{ code: `state-${state}` }} />}
      <Progress of={progress} title={progressTitle(progress?.part, state)} done={state === 'sealing' ? t('copy.encrypted') : undefined} />
      <Spoken of={progress} state={state} />
      {state !== 'meeting' && <Glance of={run.glance} />}
      <Told all={run.told} />
    </Screen>
  );
}
