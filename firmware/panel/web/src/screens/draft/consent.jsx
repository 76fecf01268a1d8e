import { useEffect, useState } from 'preact/hooks';
import { t, fetchWords, LANGUAGES, language } from '../../shared/i18n.js';
import { current, kitNow, stamp, goTo } from '../../store.js';
import { part, put, stepTo } from '../../draft.js';
import { Button } from '../../shared/button.jsx';
import { Choice, Checks } from '../../ui/choice.jsx';
import { Field } from '../../ui/field.jsx';
import { Screen } from '../../ui/screen.jsx';
import { ScopeWords } from '../../ui/scope-words.jsx';
import { Signature } from '../../ui/signature.jsx';
import { Receipt } from './receipt.jsx';
import { Step, options } from './step.jsx';

const said = () => part('consent');
const put1 = (change) => put('consent', change);

export function Language() {
  const pick = (id) => put1({ notice: { ...said().notice, language: id } });
  return (
    <Step step="consent-language" whole={Boolean(said().notice?.language)}>
      <Choice name="notice-language" row value={said().notice?.language} pick={pick} options={LANGUAGES.map((l) => ({ id: l.id, label: l.name }))} />
    </Step>
  );
}

const POINTS = ['how', 'refuse', 'withdraw', 'harm', 'kept'];

/* The notice, in the owner's language whatever the officer's is; then how it reached the owner. */
export function Notice() {
  const lang = said().notice?.language ?? language.value;
  const [ready, setReady] = useState(false);
  useEffect(() => {
    fetchWords(lang).then(() => setReady(true));
  }, [lang]);
  const given = said().notice?.given;
  return (
    <Step step="consent-notice" whole={ready && Boolean(given)} wide>
      {ready && (
        <article class="notice" lang={lang} dir={LANGUAGES.find((l) => l.id === lang).rtl ? 'rtl' : 'ltr'} data-testid="notice">
          <h2>{t('notice.title', {}, lang)}</h2>
          <p>{t('notice.who', {}, lang)}</p>
          <ScopeWords scope={part('scope')} lang={lang} />
          {POINTS.map((p) => (
            <section key={p}>
              <h2>{t(`notice.${p}`, {}, lang)}</h2>
              <p>{t(`notice.${p}.text`, {}, lang)}</p>
            </section>
          ))}
        </article>
      )}
      <Choice name="given" row label={t('consent-notice.given')} value={given} pick={(v) => put1({ notice: { language: lang, given: v } })}
        options={options('consent-notice', ['read', 'read-aloud', 'interpreted'])} />
    </Step>
  );
}

/* Two lines about a person: guardian, interpreter. */
const person = (step, name, second) => () => {
  const p = said()[name] ?? {};
  const set = (field) => (v) => put1({ [name]: { ...p, [field]: v } });
  return (
    <Step step={step} whole={Boolean(p.name?.trim() && p[second]?.trim())}>
      <Field name={`${name}-name`} label={t(`${step}.name`)} value={p.name} set={set('name')} wide />
      <Field name={`${name}-${second}`} label={t(`${step}.${second}`)} value={p[second]} set={set(second)} wide />
    </Step>
  );
};

export const Interpreter = person('consent-interpreter', 'interpreter', 'language');
export const Guardian = person('consent-guardian', 'guardian', 'relation');

export const Capacity = () => (
  <Step step="consent-capacity" whole={Boolean(said().capacity)}>
    <Choice name="capacity" value={said().capacity} pick={(capacity) => put1({ capacity, ...(capacity === 'adult' ? { guardian: undefined } : {}) })}
      options={options('consent-capacity', ['adult', 'minor', 'supported'])} />
  </Step>
);

/* Whoever may control the owner must not be in earshot: else the yes is not the owner's. */
export function Alone() {
  const alone = said().controller_absent;
  return (
    <Step step="consent-alone" whole={alone === true}>
      <Choice name="alone" value={alone === undefined ? undefined : alone ? 'yes' : 'no'} pick={(v) => put1({ controller_absent: v === 'yes' })}
        options={options('consent-alone', ['yes', 'no'])} />
      {alone === false && <p class="note" role="alert">{t('consent-alone.stop')}</p>}
    </Step>
  );
}

const WAYS = ['show', 'send', 'provider', 'others'];

/* What smaller was thought of: the ticks and the officer's own words become one text. */
export function Alternatives() {
  const text = said().alternatives ?? '';
  const label = (id) => t(`consent-alternatives.${id}`);
  const lines = text.split('\n');
  const ticked = WAYS.filter((id) => lines.includes(label(id)));
  const own = lines.filter((l) => !WAYS.some((id) => label(id) === l)).join(' ');
  const compose = (ids, words) => put1({ alternatives: [...WAYS.filter((id) => ids.includes(id)).map(label), words].filter(Boolean).join('\n') });
  return (
    <Step step="consent-alternatives" whole={Boolean(text.trim())}>
      <Checks name="alternative" value={ticked} pick={(ids) => compose(ids, own)} options={options('consent-alternatives', WAYS)} />
      <Field name="alternatives-why" label={t('consent-alternatives.why')} value={own} set={(v) => compose(ticked, v)} max={400} wide />
    </Step>
  );
}

/* The three things without which there is no consent; and beside them, as large, the no. */
export function Agrees() {
  const c = said();
  const held = [c.understood && 'understood', c.withdrawal_told && 'withdrawal', c.agreed && 'agreed'].filter(Boolean);
  const pick = (ids) => put1({ understood: ids.includes('understood'), withdrawal_told: ids.includes('withdrawal'), agreed: ids.includes('agreed') });
  return (
    <Step step="consent-agrees" whole={held.length === 3}
      more={<Button id="refuses" kind="danger" go={() => stepTo('refuses')}>{t('consent-agrees.refuses')}</Button>}>
      <Checks name="agrees" value={held} pick={pick} options={options('consent-agrees', ['understood', 'withdrawal', 'agreed'])} />
    </Step>
  );
}

export function Sign() {
  const who = said().capacity === 'minor' && said().guardian?.name ? said().guardian.name : null;
  return (
    <Step step="consent-sign" lead={who ? t('consent-sign.guardian', { name: who }) : undefined} whole={Boolean(said().signature)}>
      <Signature value={said().signature} set={(v) => put1({ signature: v ?? undefined, at: stamp(kitNow()) })} />
    </Step>
  );
}

export const WantsReceipt = () => (
  <Step step="consent-receipt" whole={Boolean(said().receipt)}>
    <Choice name="receipt" row value={said().receipt} pick={(receipt) => put1({ receipt })} options={options('consent-receipt', ['declined', 'wanted'])} />
    {said().receipt === 'wanted' && <Receipt at={said().at} />}
  </Step>
);

/* The owner says no: nothing is taken by consent, and nobody has to say why. */
export function Refuses() {
  return (
    <Screen name="refuses" title={t('refuses.title')} lead={t('refuses.lead')} back={{ go: () => stepTo('consent-agrees') }}
      more={<Button id="other-basis" go={() => stepTo('basis')}>{t('refuses.other')}</Button>}
      next={{ label: t('refuses.end'), kind: 'danger', go: () => goTo(`${current.value.id}/drop`) }}>
      <p>{t('refuses.text')}</p>
    </Screen>
  );
}
