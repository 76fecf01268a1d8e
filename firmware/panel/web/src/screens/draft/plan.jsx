import { useEffect, useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { current, look, phones } from '../../store.js';
import { parts, stepTo } from '../../draft.js';
import { firstNeeded } from '../../lib/steps.js';
import { expected } from '../../lib/scope.js';
import { Choice } from '../../ui/choice.jsx';
import { Openers } from '../../ui/agency.jsx';
import { ScopeWords } from '../../ui/scope-words.jsx';
import { Needs } from './review.jsx';
import { Step } from './step.jsx';

/* The plan in plain words, in this page's language; how the phone will be asked stands below in full. */
export function Plan() {
  const [platform, setPlatform] = useState(phones.value.find((p) => p.platform !== 'unknown')?.platform ?? 'android');
  const [plan, setPlan] = useState(null);
  const { id, state, needs, training } = current.value;
  useEffect(() => {
    look('plan', { case: id, platform }).then(setPlan);
  }, [id, platform]);
  const ready = state === 'ready' || (state === 'refused' && !needs.length);
  return (
    <Step step="plan" whole
      next={ready ? { label: t('plan.ready'), icon: 'plug', go: () => stepTo('') } : { label: t('plan.missing'), go: () => stepTo(firstNeeded(needs, parts.value)) }}>
      <Choice name="platform" row value={platform} pick={setPlatform}
        options={['android', 'iphone'].map((p) => ({ id: p, label: t(`platform.${p}`) }))} />
      {needs.length > 0 && <Needs of={current.value} />}
      {plan && (
        <>
          <p class="big" data-testid="plan-time">{t(`plan.time-${expected(plan.scope)}`)}</p>
          <ScopeWords scope={plan.scope} />
          <Openers training={training} />
          <details>
            <summary>{t('plan.lines')}</summary>
            <ol class="lines" lang="en" dir="ltr" data-testid="plan-lines">
              {plan.lines.map((l, i) => <li key={i}><bdi>{l}</bdi></li>)}
            </ol>
          </details>
        </>
      )}
    </Step>
  );
}
