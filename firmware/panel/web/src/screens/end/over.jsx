import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { moment } from '../../times.js';
import { current, kit, tell, open, goTo } from '../../store.js';
import { stepTo } from '../../draft.js';
import { withdrawal } from '../../lib/phone.js';
import { Button } from '../../shared/button.jsx';
import { Field } from '../../ui/field.jsx';
import { Screen } from '../../ui/screen.jsx';

// What is destroyed, said as it is: a key, or where nothing was encrypted only files.
const Means = ({ plain }) => <p>{t(plain ? 'wipe.text-plain' : 'wipe.text')}</p>;

/* The case's key is destroyed. The number is typed again: a tap alone destroys nothing. */
export function Wipe() {
  const [typed, setTyped] = useState('');
  const { id, exhibit } = current.value;
  const go = async () => {
    if (!(await tell('wipe', { case: id, exhibit: typed.trim() }))) return;
    await open(id);
    stepTo('');
  };
  return (
    <Screen name="wipe" title={t('wipe.title')} lead={t('wipe.lead')} back={{ go: () => stepTo('') }}
      next={{ label: t('wipe.go'), kind: 'danger', off: typed.trim() !== exhibit, go }}>
      <Means plain={kit.value.store.state === 'plain'} />
      <Field name="wipe-exhibit" label={t('wipe.type', { exhibit })} value={typed} set={setTyped} wide />
    </Screen>
  );
}

/* The owner takes the consent back, at any time before the seal. */
export function Withdraw() {
  const [why, setWhy] = useState('');
  const { id } = current.value;
  const go = async () => {
    const answer = await tell('withdraw', { case: id, why: why.trim() || 'no reason given' });
    if (!answer) return;
    current.value = answer.case;
    stepTo('');
  };
  return (
    <Screen name="withdraw" title={t(`${withdrawal(current.value)}.title`)} lead={t('withdraw.lead')} back={{ go: () => stepTo('') }}
      next={{ label: t('withdraw.go'), kind: 'danger', go }}>
      <p>{t('withdraw.text')}</p>
      <Means plain={kit.value.store.state === 'plain'} />
      <Field name="withdraw-why" label={t('withdraw.why')} optional value={why} set={setWhy} max={400} wide />
    </Screen>
  );
}

// What a certificate says (firmware/vault), in the order in which it is read.
const FACTS = ['exhibit', 'reference', 'kind', 'files'];
const OF_KEY = ['key_id', 'key_overwritten', 'key_unlinked', 'key_forgotten'];
const value = (v) => (typeof v === 'boolean' ? t(v ? 'answer.yes' : 'answer.no') : String(v));

/* Wiped or withdrawn: what stays is that it was. */
export function Over() {
  const { state, certificate: whole } = current.value;
  // Where the key went at the seal: that was what was destroyed.
  const certificate = whole?.kind === 'none' && whole.plain ? { ...whole, ...whole.plain } : whole;
  return (
    <Screen name={state} title={t(`${state}.title`)} lead={t(certificate ? `${state}.lead` : 'over.unfinished')} back={{ label: t('cases.title'), go: () => goTo('') }}
      more={<Button id="log" kind="quiet" icon="list" go={() => stepTo('log')}>{t('log.title')}</Button>}>
      {certificate && certificate.kind !== 'none' && <Means plain={certificate.kind === 'plain'} />}
      {certificate && <dl class="facts" data-testid="certificate">
        <dt>{t('certificate.destroyed')}</dt>
        <dd>{moment(certificate.destroyed)}</dd>
        {(certificate.kind === 'plain' ? FACTS : [...FACTS, ...OF_KEY]).filter((f) => certificate[f] !== undefined).flatMap((f) => [
          <dt key={f}>{t(`certificate.${f}`)}</dt>,
          <dd key={`${f} value`}><bdi>{value(certificate[f])}</bdi></dd>,
        ])}
      </dl>}
      {certificate?.means && <p class="small"><bdi lang="en">{certificate.means}</bdi></p>}
      {certificate?.sealed_file && <p class="small"><bdi lang="en">{certificate.sealed_file}</bdi></p>}
    </Screen>
  );
}
