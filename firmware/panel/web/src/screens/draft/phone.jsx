import { t } from '../../shared/i18n.js';
import { part, put } from '../../draft.js';
import { Choice } from '../../ui/choice.jsx';
import { Step, options } from './step.jsx';

const simple = (step, name, ids) => () => (
  <Step step={step} whole={Boolean(part('phone')[name])}>
    <Choice name={name} value={part('phone')[name]} pick={(v) => put('phone', { [name]: v })} options={options(step, ids)} />
  </Step>
);

// A phone that is off has nothing else to be asked about; what was said before of it stays unknown.
const unknown = { state: 'unknown', set_by: 'unknown', verified: false };

export function Power() {
  const pick = (power) =>
    put('phone', power === 'off' ? { power, lock: 'unknown', airplane: unknown, wifi: unknown, bluetooth: unknown } : { power });
  return (
    <Step step="phone-power" whole={Boolean(part('phone').power)}>
      <Choice name="power" value={part('phone').power} pick={pick} options={options('phone-power', ['on', 'off', 'unknown'])} />
    </Step>
  );
}

export const Lock = simple('phone-lock', 'lock', ['unlocked', 'locked', 'unknown']);

/* Airplane mode, Wi-Fi, Bluetooth: how it stands, who set it so, and whether somebody looked. */
const radio = (name) => () => {
  const said = part('phone')[name] ?? {};
  const set = (change) => put('phone', { [name]: { ...said, ...change } });
  const pickState = (state) => set(state === 'unknown' ? unknown : { state, set_by: said.state === 'unknown' ? undefined : said.set_by, verified: said.state === 'unknown' ? undefined : said.verified });
  const known = said.state && said.state !== 'unknown';
  return (
    <Step step={`phone-${name}`} whole={said.state === 'unknown' || Boolean(known && said.set_by && said.verified !== undefined)}>
      <Choice name="state" row label={t('radio.state')} value={said.state} pick={pickState}
        options={['on', 'off', 'unknown'].map((id) => ({ id, label: t(`radio.${id}`) }))} />
      {known && (
        <>
          <Choice name="set-by" row label={t('radio.set-by')} value={said.set_by} pick={(set_by) => set({ set_by })}
            options={['found', 'officer', 'owner', 'unknown'].map((id) => ({ id, label: t(`radio.by-${id}`) }))} />
          <Choice name="verified" row label={t('radio.verified')} value={said.verified === undefined ? undefined : said.verified ? 'yes' : 'no'}
            pick={(v) => set({ verified: v === 'yes' })}
            options={[{ id: 'yes', label: t('radio.seen') }, { id: 'no', label: t('radio.told') }]} />
        </>
      )}
    </Step>
  );
};

export const Airplane = radio('airplane');
export const Wifi = radio('wifi');
export const Bluetooth = radio('bluetooth');
