import { t } from '../../shared/i18n.js';
import { moment } from '../../times.js';
import { current, goTo } from '../../store.js';
import { parts, stepTo } from '../../draft.js';
import { stepsOf, partOf, firstNeeded } from '../../lib/steps.js';
import { Button } from '../../shared/button.jsx';
import { Screen } from '../../ui/screen.jsx';

/* What is still to be said, by the parts that the kit names. */
export const Needs = ({ of }) => (
  <p class="note" data-testid="needs">
    {t('needs.still')} {[...new Set(of.needs.map((n) => n.part))].map((p) => t(`part.${p}`)).join(' · ')}
  </p>
);

const line = {
  exhibit: (p) => [p.number, p.seal],
  seizure: (p) => [t(`seized-how.${p.how}`), p.by, p.place, p.at && moment(p.at)],
  phone: (p) => [t(`phone-power.${p.power}`)],
  owner: (p) => [t(`owner.${p.role}`)],
  authority: (p) => [t(`basis.${p.basis}`), p.reference],
  clock: (p) => [p.reference],
  scope: (p) => [p.preset && t(`scope-preset.${p.preset}`)],
  consent: (p) => [p.at && moment(p.at)],
};

/* Everything said so far, each part with the way to change it. */
export function Review() {
  const said = parts.value;
  const names = [...new Set(stepsOf(said).map(partOf))].filter(Boolean);
  const missing = new Set(current.value.needs.map((n) => n.part));
  return (
    <Screen name="review" title={t('review.title')} lead={t('review.lead')} back={{ label: t('cases.title'), go: () => goTo('') }}
      more={<Button id="drop" kind="danger" go={() => stepTo('drop')}>{t('drop.open')}</Button>}
      next={{ label: t(missing.size ? 'review.on' : 'review.plan'), go: () => stepTo(firstNeeded(current.value.needs, said)) }}>
      <ul class="rows">
        {names.map((name) => (
          <li key={name}>
            <button type="button" class="row-button" data-testid={`review-${name}`} onClick={() => stepTo(stepsOf(said).find((s) => partOf(s) === name))}>
              <span class="strong">{t(`part.${name}`)}</span>
              <span class="hint">
                {missing.has(name) || !said[name] ? t('review.missing') : line[name](said[name]).filter(Boolean).map((v, i) => <span key={i}><bdi>{v}</bdi> </span>)}
              </span>
              <span class="change">{t('review.change')}</span>
            </button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
