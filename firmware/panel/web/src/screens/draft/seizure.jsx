import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { officer, kitNow, stamp } from '../../store.js';
import { part, put } from '../../draft.js';
import { Button } from '../../shared/button.jsx';
import { Choice } from '../../ui/choice.jsx';
import { Field } from '../../ui/field.jsx';
import { When } from '../../ui/when.jsx';
import { Step, options } from './step.jsx';

export const How = () => (
  <Step step="seized-how" whole={Boolean(part('seizure').how)}>
    <Choice name="how" value={part('seizure').how} pick={(how) => put('seizure', { how })}
      options={options('seized-how', ['seized', 'handed-over', 'volunteered', 'found'])} />
  </Step>
);

export function Who() {
  const by = part('seizure').by;
  const me = officer.value.name;
  const [other, setOther] = useState(by !== undefined && by !== me);
  const pick = (id) => {
    setOther(id === 'other');
    put('seizure', { by: id === 'me' ? me : '' });
  };
  return (
    <Step step="seized-who" whole={Boolean(by?.trim())}>
      <Choice name="by" row value={by === undefined ? undefined : other ? 'other' : 'me'} pick={pick}
        options={[{ id: 'me', label: t('seized-who.me'), hint: me }, { id: 'other', label: t('seized-who.other') }]} />
      {other && <Field name="seized-by" label={t('seized-who.name')} value={by} set={(v) => put('seizure', { by: v })} />}
    </Step>
  );
}

export function Moment() {
  const at = part('seizure').at;
  const [round, setRound] = useState(0);
  const now = () => {
    put('seizure', { at: stamp(kitNow()) });
    setRound(round + 1);
  };
  const date = at ? new Date(at) : null;
  return (
    <Step step="seized-when" whole={Boolean(date && date <= kitNow())}>
      <Button id="seized-now" kind="plain" icon="check" go={now}>{t('when.now')}</Button>
      <When key={round} name="seized-at" label={t('seized-when.at')} clock value={date}
        set={(d) => put('seizure', { at: d ? stamp(d) : undefined })} />
      {date > kitNow() && <p class="note" role="alert">{t('when.future')}</p>}
    </Step>
  );
}

export const Where = () => (
  <Step step="seized-where" whole={Boolean(part('seizure').place?.trim())}>
    <Field name="seized-place" label={t('seized-where.place')} hint={t('seized-where.hint')} value={part('seizure').place}
      set={(place) => put('seizure', { place })} max={200} wide />
  </Step>
);
