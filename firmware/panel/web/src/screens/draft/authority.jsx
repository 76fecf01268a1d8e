import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { current, kitNow, stamp } from '../../store.js';
import { part, put } from '../../draft.js';
import { dayStart, plusDays } from '../../lib/when.js';
import { Choice } from '../../ui/choice.jsx';
import { Field } from '../../ui/field.jsx';
import { When } from '../../ui/when.jsx';
import { Step, options } from './step.jsx';

/* A consent and an exercise have no paper with a number: they are named after the exhibit. */
const named = (basis) => `${basis === 'consent' ? 'Consent' : 'Exercise'} ${part('exhibit').number ?? ''}`.trim();

export function Basis() {
  const said = part('authority');
  const bases = current.value.training ? ['exercise', 'warrant', 'consent', 'statute'] : ['warrant', 'consent', 'statute'];
  const pick = (basis) => {
    const paper = basis === 'warrant' || basis === 'statute';
    const had = said.basis === 'warrant' || said.basis === 'statute';
    put('authority', { basis, reference: paper ? (had ? said.reference : undefined) : named(basis) });
  };
  return (
    <Step step="basis" whole={Boolean(said.basis)}>
      <Choice name="basis" value={said.basis} pick={pick} options={options('basis', bases)} />
    </Step>
  );
}

export function Paper() {
  const said = part('authority');
  return (
    <Step step="paper" whole={Boolean(said.reference?.trim())}>
      <Field name="reference" label={t(`paper.reference-${said.basis}`)} value={said.reference} set={(reference) => put('authority', { reference })} wide />
      <Field name="issued-by" label={t('paper.issued-by')} optional value={said.issued_by} set={(issued_by) => put('authority', { issued_by })} wide />
    </Step>
  );
}

const SPANS = { day: 1, 'three-days': 3, week: 7, month: 30 };

/* Until when it holds: a usual span, or the two dates of the paper. */
export function Valid() {
  const said = part('authority');
  const [span, setSpan] = useState(said.valid_until ? 'dates' : undefined);
  const pick = (id) => {
    setSpan(id);
    if (id === 'dates') return;
    const from = dayStart(kitNow());
    put('authority', { valid_from: stamp(from), valid_until: stamp(plusDays(from, SPANS[id] + 1)) });
  };
  const dates = { from: said.valid_from && new Date(said.valid_from), until: said.valid_until && new Date(said.valid_until) };
  const over = dates.until && dates.until <= kitNow();
  const turned = dates.until && dates.from && dates.until <= dates.from;
  // A paper that is good "until the 30th" is good on the 30th: it ends with that day.
  const last = dates.until && plusDays(dates.until, -1);
  return (
    <Step step="valid" whole={Boolean(dates.from && dates.until && !over && !turned)}>
      <Choice name="span" row value={span} pick={pick} options={options('valid', [...Object.keys(SPANS), 'dates'])} />
      {span && (
        <div class="pair" key={span}>
          <When name="valid-from" label={t('valid.from')} value={dates.from ? dayStart(dates.from) : null}
            set={(d) => put('authority', { valid_from: d ? stamp(d) : undefined })} />
          <When name="valid-until" label={t('valid.until')} value={last}
            set={(d) => put('authority', { valid_until: d ? stamp(plusDays(d, 1)) : undefined })} />
        </div>
      )}
      {over && <p class="note" role="alert">{t('valid.over')}</p>}
      {turned && <p class="note" role="alert">{t('valid.turned')}</p>}
    </Step>
  );
}
