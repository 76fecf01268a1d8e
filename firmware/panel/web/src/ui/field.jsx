import { useId } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { attend, keysWanted, touch, wantKeys } from './keys.js';
import { Icon } from '../shared/icon.jsx';

/*
 * A line of text. `keys`: which of the screen's own keyboards fits ("text", "digits"). What people
 * write may run either way: dir="auto".
 */
export function Field({ name, label, hint, optional, value, set, keys = 'text', secret, max = 120, wide, large }) {
  const id = useId();
  return (
    <div class={`field${wide ? ' wide' : ''}${large ? ' large' : ''}`}>
      <label for={id}>{label}{optional && <span class="optional"> · {t('go.optional')}</span>}</label>
      <span class="line">
        <input id={id} data-testid={name} data-keys={keys} type={secret ? 'password' : 'text'} dir="auto" value={value ?? ''}
        maxLength={max} autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck={false}
        inputMode={keysWanted.value ? 'none' : keys === 'digits' ? 'numeric' : 'text'}
        aria-describedby={hint ? `${id}-hint` : undefined} onInput={(e) => set(e.currentTarget.value)}
        onFocus={(e) => attend(e.currentTarget)} />
        {touch.value && !keysWanted.value && <KeysSwitch />}
      </span>
      {hint && <span class="hint" id={`${id}-hint`}>{hint}</span>}
    </div>
  );
}

/* Beside the field that is written in, where no keyboard came by itself. */
const KeysSwitch = () => (
  <button type="button" class="button quiet keys-switch" data-testid="keys-switch" tabIndex={-1} aria-label={t('keys.switch')}
    onPointerDown={(e) => e.preventDefault()} onClick={() => wantKeys(true)}>
    <Icon name="keys" />
  </button>
);

/* One number of a date or time: few digits, no keyboard needed when the arrows are at hand. */
export function Digits({ name, label, value, set, min, max, wide }) {
  const id = useId();
  return (
    <div class={wide ? 'digits wide' : 'digits'}>
      <label for={id}>{label}</label>
      <input id={id} data-testid={name} data-keys="digits" type="text" inputMode={keysWanted.value ? 'none' : 'numeric'}
        maxLength={String(max).length} autocomplete="off" dir="ltr" value={value}
        aria-invalid={value !== '' && !(Number(value) >= min && Number(value) <= max) ? 'true' : undefined}
        onInput={(e) => set(e.currentTarget.value.replace(/\D/g, ''))}
        onFocus={(e) => attend(e.currentTarget)} />
    </div>
  );
}
