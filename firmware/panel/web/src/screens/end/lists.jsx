import { t, said, count } from '../../shared/i18n.js';
import { stepTo } from '../../draft.js';
import { Screen } from '../../ui/screen.jsx';

/* One category in one state: which, how many, of what, and why not. */
const Item = ({ of }) => (
  <>
    <span class="strong">{said(`category.${of.category}`, said(`scope-what.${of.category}`, of.category))}</span>
    <span class="hint">
      {said(`cover.${of.state}`, of.state)}{of.count >= 0 && <> · {t('result.rows', { n: of.count })}</>}
      {of.reason ? <> · <bdi>{said(`reason.${of.reason}`, of.why)}</bdi></> : of.why && <> · <bdi lang="en">{of.why}</bdi></>}
    </span>
    <span class="names small" dir="ltr">
      {of.artefacts.map((a) => <bdi key={a.name}>{a.name}{a.count >= 0 && ` ${count(a.count)}`}</bdi>)}
      {of.more > 0 && <span>+{count(of.more)}</span>}
    </span>
  </>
);

const Change = ({ of }) => (
  <>
    <span class="strong">{said(`change.${of.code}`, of.what)}{of.code === 'command' && <bdi lang="en" class="mono"> {of.what}</bdi>}</span>
    <span class="hint">
      <em class={of.undone ? 'good' : 'bad'}>{t(of.undone ? 'change.undone' : 'change.stays')}</em>{' '}
      {of.how && <bdi>{said(`change.how.${of.code}`, of.how)}</bdi>}
    </span>
  </>
);

/* One list of the result: what was taken, what was not, what cannot be had, what was changed. */
export const List = ({ of, kind }) => (
  <Screen name={`result-${kind}`} title={t(`result.${kind}`)} lead={t(`result.${kind}.lead`)} back={{ go: () => stepTo('') }}>
    {of.length === 0 && <p class="big">{t(`result.${kind}.none`)}</p>}
    <ul class="rows" data-testid={`list-${kind}`}>
      {of.map((l, i) => <li key={i} class="row">{kind === 'changes' ? <Change of={l} /> : <Item of={l} />}</li>)}
    </ul>
  </Screen>
);

/* Who signed, and what a look at all hashes and signatures gave. */
export const Signatures = ({ of, verdict }) => (
  <Screen name="result-signatures" title={t('result.signatures')} back={{ go: () => stepTo('') }}>
    <p class="big" data-testid="verdict">{t(`verify.${verdict}`)}</p>
    <p>{t(`verify.${verdict}.means`)}</p>
    <ul class="rows" data-testid="signatures">
      {of.signatures.map((s) => (
        <li key={s.file} class="row">
          <span class="strong">{said(`signer.${s.who}`, s.who)}</span>
          <bdi class="mono" dir="ltr">{s.file}</bdi>
        </li>
      ))}
    </ul>
    {of.findings?.map((f, i) => <p key={i} class="small"><bdi lang="en">{f}</bdi></p>)}
  </Screen>
);
