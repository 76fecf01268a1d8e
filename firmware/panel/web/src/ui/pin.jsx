import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { Icon } from '../shared/icon.jsx';

const MIN = 6;
const MAX = 12;

export const pinFits = (pin) => pin.length >= MIN && pin.length <= MAX;

/* Digits by touch or by keyboard; what was typed is shown as dots, and told by count only. */
export function PinPad({ pin, set, off, name = 'pin' }) {
  const pad = useRef();
  const press = (d) => !off && set((p) => (p.length < MAX ? p + d : p));
  const back = () => !off && set((p) => p.slice(0, -1));
  // With the drawing, not after it: a digit that is typed at once counts.
  useLayoutEffect(() => {
    const heard = (e) => {
      if (e.ctrlKey || e.altKey || e.metaKey || e.target.tagName === 'INPUT') return;
      if (/^\d$/.test(e.key)) press(e.key);
      else if (e.key === 'Backspace') back();
      else if (e.key === 'Enter' && e.target.tagName !== 'BUTTON') pad.current.closest('form').requestSubmit();
      else return;
      e.preventDefault();
    };
    addEventListener('keydown', heard);
    return () => removeEventListener('keydown', heard);
  });
  return (
    <div class="pinpad" ref={pad} data-testid={name}>
      <p class="dots" aria-live="polite">
        <span aria-hidden="true">{'●'.repeat(pin.length)}{'○'.repeat(Math.max(0, MIN - pin.length))}</span>
        <span class="unseen">{t('pin.typed', { n: pin.length })}</span>
      </p>
      <div class="digits-pad" dir="ltr">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((d) => (
          <button key={d} type="button" class="key" data-testid={`digit-${d}`} disabled={off} onClick={() => press(d)}>{d}</button>
        ))}
        <span />
        <button type="button" class="key" data-testid="digit-0" disabled={off} onClick={() => press('0')}>0</button>
        <button type="button" class="key dim" data-testid="digit-erase" disabled={off} aria-label={t('keys.erase')} onClick={back}><Icon name="erase" /></button>
      </div>
    </div>
  );
}
