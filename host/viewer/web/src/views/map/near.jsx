import { useEffect, useState } from 'preact/hooks';
import { ask, Refusal } from '../../shared/api.js';
import { said, t } from '../../shared/i18n.js';
import { plain } from '../../lib/hostile.js';
import { ofTyped, typed } from '../../lib/time.js';
import { href } from '../../router.js';
import { bundles, filters, refused } from '../../state.js';
import { bundleName } from '../../ui/badge.jsx';
import { Button } from '../../shared/button.jsx';
import { Icon } from '../../shared/icon.jsx';
import { Row } from '../../ui/record.jsx';
import { zone } from '../../zone.js';
import { position, written } from './geo.js';

const SIGNS = { supported: 'check', contradicted: 'close', 'no-data': 'help' };

const Why = ({ why }) => (
  <li>
    {said(`near.why.${why.code}`, why.text, { distance: Math.round(why.distance_m ?? 0), accuracy: Math.round(why.accuracy_m ?? 0), apart: Math.round((why.apart_s ?? 0) / 60) })}
    {why.id !== undefined && <> <a href={href('record', String(why.id))}>{t('map.record')}</a></>}
  </li>
);

/* Three answers that nobody takes for one another: a sign, a word, a frame, a sentence each. */
export const Answer = ({ answer }) => (
  <div class={`near-answer ${answer.answer}`} role="status" data-testid="near-answer" data-answer={answer.answer}>
    <p class="near-word"><Icon name={SIGNS[answer.answer] ?? 'help'} /><strong>{t(`near.${answer.answer}`)}</strong></p>
    <p>{t(`near.${answer.answer}.means`)}</p>
    {answer.why.length > 0 && <ul class="whys">{answer.why.slice(0, 8).map((w, i) => <Why key={i} why={w} />)}</ul>}
    {answer.records.length > 0 && <ul class="near-records">{answer.records.slice(0, 20).map((r) => <li key={r.id}><a href={href('record', String(r.id))} aria-label={t('map.record')}><Row item={r} /></a></li>)}</ul>}
  </div>
);

const Field = ({ id, label, ...rest }) => <label class="field"><span>{label}</span><input id={id} data-testid={id} {...rest} /></label>;

/* "Was this phone near this point at this time?" */
export function Near({ chosen, picked, picking, pick, draw }) {
  const [of, setOf] = useState(null); // a phone, where none is filtered
  const [at, setAt] = useState('');
  const [time, setTime] = useState('');
  const [radius, setRadius] = useState('200');
  const [within, setWithin] = useState('15');
  const [wrong, setWrong] = useState(null);
  const [had, setHad] = useState(null); // {question, answer}
  const bundle = filters.value.bundle ?? of ?? bundles.value[0]?.id;
  const place = position(at);
  const time_us = ofTyped(time, zone.value.name);
  const radius_m = Number(radius), window_s = Number(within) * 60;
  useEffect(() => { if (picked) setAt(written(picked.lat, picked.lon)); }, [picked]);
  useEffect(() => draw(place && radius_m > 0 ? { ...place, radius_m } : null), [at, radius]);
  const members = { bundle, ...place, radius_m, time_us, window_s };
  const question = JSON.stringify(members);
  const take = () => {
    setAt(written(chosen.lat, chosen.lon));
    setOf(chosen.bundle);
    if (chosen.time_us !== null) setTime(typed(chosen.time_us, zone.value.name));
  };
  const find = async (e) => {
    e.preventDefault();
    const no = !place ? 'position' : time_us === null ? 'time' : !(radius_m > 0 && window_s >= 0) ? 'number' : null;
    setWrong(no);
    if (no) return;
    try {
      setHad({ question, answer: await ask('near', members) });
    } catch (x) {
      if (!(x instanceof Refusal)) throw x;
      refused(x);
    }
  };
  return (
    <section class="card" aria-labelledby="near-title">
      <h2 id="near-title">{t('near.title')}</h2>
      <form class="stack" onSubmit={find}>
        {bundles.value.length > 1 && (
          <label class="field"><span>{t('near.phone')}</span>
            <select value={String(bundle)} data-testid="near-phone" disabled={filters.value.bundle !== undefined} onChange={(e) => setOf(Number(e.currentTarget.value))}>
              {bundles.value.map((b) => <option key={b.id} value={String(b.id)}>{plain(bundleName(b))}</option>)}
            </select>
          </label>
        )}
        <Field id="near-at" label={t('near.at')} dir="ltr" value={at} placeholder="51.49260, -0.14870" onInput={(e) => setAt(e.currentTarget.value)} />
        <div class="tools">
          <Button id="near-pick" kind="edge" icon="place" aria-pressed={picking} go={() => pick(!picking)}>{t(picking ? 'near.picking' : 'near.pick')}</Button>
          {chosen && <Button id="near-take" kind="edge" go={take}>{t('near.take')}</Button>}
        </div>
        <Field id="near-time" dir="ltr" placeholder="2025-12-31 23:59" label={t('near.time', { zone: zone.value.name })} value={time} onInput={(e) => setTime(e.currentTarget.value)} />
        <div class="two">
          <Field id="near-radius" type="number" min="1" max="1000000" dir="ltr" label={t('near.radius')} value={radius} onInput={(e) => setRadius(e.currentTarget.value)} />
          <Field id="near-window" type="number" min="0" max="525600" dir="ltr" label={t('near.window')} value={within} onInput={(e) => setWithin(e.currentTarget.value)} />
        </div>
        {wrong && <p class="wrong" role="alert">{t(`near.wrong.${wrong}`)}</p>}
        <button type="submit" class="button main" data-testid="near-ask">{t('near.ask')}</button>
      </form>
      {/* Never beside another question than its own. */}
      {had?.question === question && <Answer answer={had.answer} />}
    </section>
  );
}
