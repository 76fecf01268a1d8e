import { t, has } from '../../shared/i18n.js';
import { back, onward, stepTo, parts } from '../../draft.js';
import { phaseOf, stepsOf } from '../../lib/steps.js';
import { Screen } from '../../ui/screen.jsx';
import { Button } from '../../shared/button.jsx';

/* A step of what the officer says: its number in its phase, the way back, all answers, the way on. */
export function Step({ step, lead, whole = true, next, more, children, wide }) {
  const phase = phaseOf('draft', step);
  const steps = stepsOf(parts.value).filter((s) => phaseOf('draft', s) === phase);
  return (
    <Screen name={step} title={t(`${step}.title`)} lead={lead ?? (has(`${step}.lead`) ? t(`${step}.lead`) : null)} wide={wide}
      back={{ go: () => back(step) }} next={{ go: () => onward(step), off: !whole, ...next }}
      more={more ?? (
        <>
          <span class="count" data-testid="step-count">{t('step.of', { n: steps.indexOf(step) + 1, all: steps.length })}</span>
          <Button id="all-answers" kind="quiet" icon="list" go={() => stepTo('case')}>{t('step.all')}</Button>
        </>
      )}>
      {children}
    </Screen>
  );
}

/* The options of a choice whose words are "step.id" and "step.id.hint". */
export const options = (area, ids) =>
  ids.map((id) => ({ id, label: t(`${area}.${id}`), hint: has(`${area}.${id}.hint`) ? t(`${area}.${id}.hint`) : null }));
