import { useLayoutEffect, useState } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { ofTyped, typed } from '../lib/time.js';
import { zone } from '../zone.js';

/*
 * A moment that is typed, in the zone that is shown, in the order in which times are shown everywhere:
 * a browser's own field has another in every country. set(us), null for none; only called with what
 * can be read.
 */
export function Moment({ name, label, us, set }) {
  const shown = typed(us, zone.value.name);
  const [text, type] = useState(shown);
  useLayoutEffect(() => type(shown), [shown]);
  const read = ofTyped(text, zone.value.name);
  const wrong = text.trim() !== '' && read === null;
  const take = () => {
    if (!wrong && text !== shown) set(read);
  };
  return (
    <label class="filter"><span>{label}</span>
      <input type="text" class="moment" dir="ltr" inputMode="numeric" autocomplete="off" spellcheck={false} placeholder="2025-12-31 23:59" name={name} data-testid={name}
        aria-invalid={wrong ? 'true' : undefined} title={t('filter.moment', { zone: zone.value.name })} value={text}
        onInput={(e) => type(e.currentTarget.value)} onBlur={take} onKeyDown={(e) => { if (e.key === 'Enter') take(); }} />
    </label>
  );
}
