import { useState } from 'preact/hooks';
import { t, said } from '../shared/i18n.js';
import { moment } from '../times.js';
import { cases, goTo, officer, tell, current, kit } from '../store.js';
import { Button } from '../shared/button.jsx';
import { Choice } from '../ui/choice.jsx';
import { Enrolled, Openers } from '../ui/agency.jsx';
import { Screen } from '../ui/screen.jsx';

// What waits for somebody stands first; what is over, last.
const ORDER = ['meeting', 'copying', 'away', 'sealing', 'cut', 'stopped', 'refused', 'ready', 'draft', 'sealed', 'handed', 'withdrawn', 'wiped'];
const OVER = new Set(['handed', 'withdrawn', 'wiped']);

const sorted = (all) => [...all].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.changed.localeCompare(a.changed));

function Row({ of }) {
  return (
    <li>
      <button type="button" class={`row-button state-${of.state}`} data-testid={`case-${of.id}`} onClick={() => goTo(of.id)}>
        <span class="strong"><bdi>{of.exhibit ?? t('cases.unnamed')}</bdi></span>
        <span class="hint">
          {of.training && <em class="training-tag">{t('training.tag')}</em>} <bdi>{of.reference ?? ''}</bdi> · <bdi>{of.officer.name}</bdi> · {moment(of.changed)}
        </span>
        <span class="state">
          <span class="strong">{t(`state.${of.state}`)}</span>
          <span class="hint">{of.why ? said(`why.${of.why.code}`, of.why.text) : t(`state.${of.state}.needs`)}</span>
        </span>
      </button>
    </li>
  );
}

export function Cases() {
  const open = sorted(cases.value.filter((c) => !OVER.has(c.state)));
  const over = sorted(cases.value.filter((c) => OVER.has(c.state)));
  return (
    <Screen name="cases" title={t('cases.title')} lead={open.length ? null : t('cases.none')}
      more={officer.value.admin && <Button id="officers" kind="quiet" icon="person" go={() => goTo('officers')}>{t('officers.title')}</Button>}
      next={{ label: t('cases.new'), icon: 'plus', go: () => goTo('new') }}>
      <ul class="rows" data-testid="cases-open">{open.map((c) => <Row key={c.id} of={c} />)}</ul>
      {over.length > 0 && (
        <>
          <h2>{t('cases.over')}</h2>
          <ul class="rows" data-testid="cases-over">{over.map((c) => <Row key={c.id} of={c} />)}</ul>
        </>
      )}
    </Screen>
  );
}

/* Real or training: chosen once, for good. */
export function NewCase() {
  const forced = kit.value.training_only;
  const [kind, setKind] = useState(forced ? 'training' : undefined);
  const make = async () => {
    const answer = await tell('case-new', { training: kind === 'training' });
    if (!answer) return;
    current.value = answer.case;
    goTo(answer.case.id);
  };
  return (
    <Screen name="new-case" title={t('new-case.title')} back={{ go: () => goTo('') }} next={{ off: !kind, go: make }}>
      <Choice name="kind" value={kind} pick={setKind} options={['real', 'training'].map((id) => ({
        id, label: t(`new-case.${id}`), hint: t(`new-case.${id}.hint`), off: id === 'real' && forced,
      }))} />
      {forced && <p class="note">{t('new-case.only-training')}</p>}
      {kit.value.enrolled !== 'valid' && <p class="note"><Enrolled /></p>}
      {kind && <Openers training={kind === 'training'} />}
    </Screen>
  );
}
