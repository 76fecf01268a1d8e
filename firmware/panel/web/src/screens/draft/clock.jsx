import { useEffect, useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { moment } from '../../times.js';
import { kit, kitNow } from '../../store.js';
import { part, put } from '../../draft.js';
import { Choice } from '../../ui/choice.jsx';
import { Field, Digits } from '../../ui/field.jsx';
import { Step, options } from './step.jsx';

const SOURCES = ['radio', 'network-phone', 'gps', 'station'];

/* The kit's clock, as it runs. */
export function KitClock() {
  const [now, setNow] = useState(kitNow());
  useEffect(() => {
    const tick = setInterval(() => setNow(kitNow()), 250);
    return () => clearInterval(tick);
  }, []);
  return (
    <p class="clock" data-testid="kit-clock" role="timer" aria-live="off">
      <time dateTime={now.toISOString()}>{moment(now, { dateStyle: 'full' })}</time>
      <strong dir="ltr">{moment(now, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZoneName: 'short' })}</strong>
    </p>
  );
}

export function Reference() {
  const said = part('clock');
  const words = SOURCES.map((id) => t(`clock.${id}`));
  const known = SOURCES[words.indexOf(said.reference)];
  const [other, setOther] = useState(said.reference !== undefined && !known);
  const pick = (id) => {
    setOther(id === 'other');
    put('clock', { reference: id === 'other' ? '' : t(`clock.${id}`) });
  };
  return (
    <Step step="clock" whole={Boolean(said.reference?.trim())}>
      <Choice name="reference" row value={other ? 'other' : known} pick={pick} options={options('clock', [...SOURCES, 'other'])} />
      {other && <Field name="clock-reference" label={t('clock.name')} value={said.reference} set={(reference) => put('clock', { reference })} wide />}
    </Step>
  );
}

/* Close enough is what two people can read off two clocks. */
export function Agrees() {
  const said = part('clock');
  const [size, setSize] = useState(said.offset_s ? String(Math.abs(said.offset_s)) : '');
  const [sign, setSign] = useState(said.offset_s < 0 ? 'behind' : said.offset_s > 0 ? 'ahead' : undefined);
  const differ = (way, s) => {
    setSign(way);
    setSize(s);
    put('clock', { agrees: false, offset_s: s && way ? Number(s) * (way === 'behind' ? -1 : 1) : undefined });
  };
  const value = said.agrees === undefined ? undefined : said.agrees ? 'yes' : 'no';
  return (
    <Step step="clock-agrees" lead={t('clock-agrees.lead', { reference: said.reference })} whole={said.agrees === true || Boolean(said.offset_s)}>
      <KitClock />
      <Choice name="agrees" row value={value} pick={(v) => (v === 'yes' ? put('clock', { agrees: true, offset_s: 0 }) : differ(sign, size))}
        options={options('clock-agrees', ['yes', 'no'])} />
      {value === 'no' && (
        <div class="pair">
          <Choice name="offset-sign" row label={t('clock-agrees.kit-is')} value={sign} pick={(way) => differ(way, size)} options={options('clock-agrees', ['ahead', 'behind'])} />
          <Digits name="offset" label={t('clock-agrees.seconds')} min={1} max={9999999} wide value={size} set={(v) => differ(sign, v)} />
        </div>
      )}
      {kit.value.clock.trusted && <p class="hint">{t('clock-agrees.trusted')}</p>}
    </Step>
  );
}
