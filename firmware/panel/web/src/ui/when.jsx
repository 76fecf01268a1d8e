import { useState } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { split, join } from '../lib/when.js';
import { Digits } from './field.jsx';

const FIELDS = [
  ['day', 1, 31],
  ['month', 1, 12],
  ['year', 1990, 2199],
  ['hour', 0, 23],
  ['minute', 0, 59],
];

/* A date, with `clock` a time as well. set(date) whenever the numbers make one, else set(null). */
export function When({ name, label, value, set, clock }) {
  const [typed, setTyped] = useState(null);
  const numbers = typed ?? (value ? split(value) : { day: '', month: '', year: '', hour: '', minute: '' });
  const change = (field, v) => {
    const now = { ...numbers, [field]: v };
    const date = join(clock ? now : { ...now, hour: '0', minute: '0' });
    setTyped(now);
    set(date);
  };
  return (
    <fieldset class="when" data-testid={name}>
      <legend>{label}</legend>
      <div class="numbers">
        {FIELDS.slice(0, clock ? 5 : 3).map(([field, min, max]) => (
          <Digits key={field} name={`${name}-${field}`} label={t(`when.${field}`)} min={min} max={max} wide={field === 'year'}
            value={numbers[field]} set={(v) => change(field, v)} />
        ))}
      </div>
    </fieldset>
  );
}
