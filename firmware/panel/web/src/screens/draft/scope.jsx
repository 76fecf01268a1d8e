import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { current, tell, kitNow, stamp } from '../../store.js';
import { part, put } from '../../draft.js';
import { CATEGORIES, MEDIA, PRESETS, allowed, mustBeNarrow, party } from '../../lib/scope.js';
import { dayStart, plusDays } from '../../lib/when.js';
import { Button } from '../../shared/button.jsx';
import { Choice, Checks } from '../../ui/choice.jsx';
import { Field } from '../../ui/field.jsx';
import { Icon } from '../../shared/icon.jsx';
import { When } from '../../ui/when.jsx';
import { Step, options } from './step.jsx';

export function Preset() {
  const pick = async (preset) => {
    const answer = await tell('preset', { case: current.value.id, preset });
    if (answer) put('scope', { counterparties: undefined, ...answer.scope, preset });
  };
  const role = part('owner').role;
  return (
    <Step step="scope-preset" lead={t('scope-preset.lead', { role: t(`owner.${role ?? 'unknown'}`) })} whole={Boolean(part('scope').preset)}>
      <Choice name="preset" value={part('scope').preset} pick={pick} options={options('scope-preset', PRESETS)} />
    </Step>
  );
}

export const What = () => (
  <Step step="scope-what" whole={Boolean(part('scope').categories?.length)}>
    <Checks name="category" value={part('scope').categories ?? []} pick={(categories) => put('scope', { categories: CATEGORIES.filter((c) => categories.includes(c)) })}
      options={options('scope-what', CATEGORIES)} />
  </Step>
);

export const Media = () => (
  <Step step="scope-media" whole={Boolean(part('scope').media)}>
    <Choice name="media" value={part('scope').media} pick={(media) => put('scope', { media })} options={options('scope-media', MEDIA)} />
  </Step>
);

const SPANS = { day: 1, week: 7, month: 30, 'three-months': 91 };

export function Dates() {
  const said = part('scope');
  const [span, setSpan] = useState(said.from || said.until ? 'dates' : undefined);
  const [round, setRound] = useState(0);
  const pick = (id) => {
    setSpan(id);
    setRound(round + 1);
    if (id === 'any') put('scope', { from: undefined, until: undefined });
    else if (id !== 'dates') put('scope', { from: stamp(plusDays(dayStart(kitNow()), -SPANS[id])), until: undefined });
  };
  const from = said.from && new Date(said.from), until = said.until && new Date(said.until);
  const turned = from && until && until <= from;
  const narrow = mustBeNarrow(said);
  return (
    <Step step="scope-dates" lead={t(narrow ? 'scope-dates.lead-narrow' : 'scope-dates.lead')} whole={Boolean(span) && !turned && (span !== 'dates' || Boolean(from || until))}>
      <Choice name="dates" row value={span} pick={pick} options={options('scope-dates', [...Object.keys(SPANS), 'any', 'dates'])} />
      {span && span !== 'any' && (
        <div class="pair" key={round}>
          <When name="scope-from" label={t('scope-dates.from')} value={from || null} set={(d) => put('scope', { from: d ? stamp(d) : undefined })} />
          <When name="scope-until" label={t('scope-dates.until')} value={until ? plusDays(until, -1) : null} set={(d) => put('scope', { until: d ? stamp(plusDays(d, 1)) : undefined })} />
        </div>
      )}
      {turned && <p class="note" role="alert">{t('valid.turned')}</p>}
    </Step>
  );
}

function People({ list, label }) {
  const [text, setText] = useState('');
  const all = part('scope')[list] ?? [];
  const good = party(text);
  const add = () => {
    if (!good || all.includes(good)) return;
    put('scope', { [list]: [...all, good] });
    setText('');
  };
  return (
    <div class="people" data-testid={`people-${list}`}>
      <div class="adding">
        <Field name={`${list}-new`} label={label} value={text} set={setText} max={80} />
        <Button id={`${list}-add`} icon="plus" off={!good || all.length >= 64} go={add}>{t('scope-people.add')}</Button>
      </div>
      {text.length > 2 && !good && <p class="note">{t('scope-people.bad')}</p>}
      <ul class="tags">
        {all.map((p) => (
          <li key={p}>
            <button type="button" class="tag" data-testid={`${list}-remove`} onClick={() => put('scope', { [list]: all.filter((v) => v !== p) })}>
              <bdi>{p}</bdi>
              <Icon name="erase" turns />
              <span class="unseen">{t('scope-people.remove')}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Persons() {
  const said = part('scope');
  const ok = allowed(said);
  return (
    <Step step="scope-people" lead={t(mustBeNarrow(said) && !said.from ? 'scope-people.lead-narrow' : 'scope-people.lead')} whole={ok}>
      <People list="counterparties" label={t('scope-people.with')} />
      {said.counterparties?.length > 0 && (
        <Checks name="groups" value={said.groups ? ['groups'] : []} pick={(v) => put('scope', { groups: v.length > 0 })}
          options={[{ id: 'groups', label: t('scope-people.groups') }]} />
      )}
      <People list="exclude" label={t('scope-people.never')} />
      {!ok && <p class="note" role="alert">{t('scope-people.needed')}</p>}
    </Step>
  );
}
