import { useEffect, useState } from 'preact/hooks';
import { t, has, count } from '../../shared/i18n.js';
import { moment } from '../../times.js';
import { current, look, goTo, online, place, runs } from '../../store.js';
import { stepTo } from '../../draft.js';
import { Button } from '../../shared/button.jsx';
import { Screen } from '../../ui/screen.jsx';
import { Qr } from '../../ui/qr.jsx';
import { List, Signatures } from './lists.jsx';
import { Progress } from '../run/progress.jsx';

/* The result of a sealed case, asked for once a visit; and again when the kit was away meanwhile. */
function useResult(id) {
  const [result, setResult] = useState(null);
  const up = online.value;
  useEffect(() => {
    let here = true;
    if (result || !up) return undefined;
    look('result', { case: id }).then((a) => here && setResult(a?.result ?? null));
    return () => {
      here = false;
    };
  }, [id, up]);
  return result;
}

const LISTS = ['taken', 'not_taken', 'unreachable', 'nothing', 'changes'];

const verdict = (result) => (has(`verify.${result.verify}`) ? result.verify : 'unknown');

const Ways = ({ to, id, label, value }) => (
  <li>
    <button type="button" class="row-button" data-testid={`result-${id}`} onClick={() => stepTo(to)}>
      <span class="strong">{label}</span>
      <span class="count">{value}</span>
    </button>
  </li>
);

const Hash = ({ of }) => (
  <section class="hash">
    <h2>{t('sealed.words')}</h2>
    <ol class="phrase small" dir="ltr" lang="en" data-testid="hash-words">{of.words.map((w, i) => <li key={i}>{w}</li>)}</ol>
    <Qr text={of.hash} />
    <p class="mono" dir="ltr" data-testid="hash">{of.hash}</p>
  </section>
);

const Receipts = ({ of }) => (
  <ul class="rows" data-testid="receipts">
    {of.map((r, i) => (
      <li key={i} class="row">
        <span class="strong"><bdi>{r.receiver?.name}</bdi></span>
        <span class="hint"><bdi>{r.receiver?.organisation}</bdi> · <bdi>{r.receiver?.id}</bdi> · {moment(r.at)}</span>
        <bdi class="mono" dir="ltr">{r.short}</bdi>
      </li>
    ))}
  </ul>
);

/* All of it is read and hashed once more: on a slow stick that takes its time. */
const Reading = ({ of }) => (of?.part === 'seal'
  ? <Progress of={of} title={t('sealed.reading')} done={t('sealed.read')} />
  : <p class="big" role="status">{t('sealed.reading')}</p>);

/* The hash as twelve words and as a code, and the ways to what is behind it. */
export function Sealed() {
  const { id, state, receipts, encrypted } = current.value;
  const result = useResult(id);
  const { step } = place.value;
  if (result && LISTS.includes(step)) return <List key={step} of={result[step]} kind={step} />;
  if (result && step === 'signatures') return <Signatures of={result} verdict={verdict(result)} />;
  const handed = state === 'handed';
  return (
    <Screen name={state} title={t(`${state}.title`)} lead={t(`${state}.lead`)} wide back={{ label: t('cases.title'), go: () => goTo('') }}
      next={handed ? { label: t('wipe.open'), kind: 'danger', go: () => stepTo('wipe') } : { label: t('handover.open'), icon: 'check', go: () => stepTo('handover') }}
      more={(
        <>
          {encrypted && <Button id="copy-out" kind="quiet" go={() => stepTo('copy-out')}>{t('copy-out.open')}</Button>}
          {handed && <Button id="handover-again" kind="quiet" go={() => stepTo('handover')}>{t('handover.again')}</Button>}
          <Button id="log" kind="quiet" icon="list" go={() => stepTo('log')}>{t('log.title')}</Button>
        </>
      )}>
      {!result && <Reading of={runs.value[id]?.progress} />}
      {result && (
        <div class="seal">
          <div>
            <ul class="rows">
              {LISTS.map((l) => <Ways key={l} to={l} id={l} label={t(`result.${l}`)} value={count(result[l].length)} />)}
              <Ways to="signatures" id="signatures" label={t('result.signatures')} value={t(`verify.${verdict(result)}`)} />
            </ul>
            {handed && <Receipts of={receipts ?? []} />}
          </div>
          <Hash of={result} />
        </div>
      )}
    </Screen>
  );
}
