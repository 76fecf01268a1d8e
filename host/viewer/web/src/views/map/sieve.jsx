import { count, said, t } from '../../shared/i18n.js';
import { refine } from '../../router.js';
import { MEANINGS, ORIGINS } from './style.js';

/* What a point is counted as: the desk may know names that this page does not. */
export const as = { meaning: (p) => (MEANINGS.includes(p.meaning) ? p.meaning : 'unknown'), origin: (p) => (ORIGINS.includes(p.origin) ? p.origin : 'unknown') };
export const sieve = (p, off) => !off.meaning.includes(as.meaning(p)) && !off.origin.includes(as.origin(p));
export const meant = (p) => said(`meaning.${p.meaning ?? 'unknown'}`, p.meaning);
export const from = (p) => said(`origin.${p.origin ?? 'unknown'}`, p.origin);

const toggled = (list, id) => (list.includes(id) ? list.filter((x) => x !== id) : [...list, id]).join('.') || null;

function Part({ places, name, all, off, sign }) {
  const sums = new Map();
  for (const p of places) sums.set(as[name](p), (sums.get(as[name](p)) ?? 0) + 1);
  return (
    <fieldset class="legend">
      <legend>{t(`map.${name}`)}</legend>
      {all.filter((id) => sums.has(id)).map((id) => (
        <label key={id} class="check">
          <input type="checkbox" checked={!off.includes(id)} data-testid={`map-${name}-${id}`} onChange={() => refine({ [`no${name}`]: toggled(off, id) }, true)} />
          {sign && <span class={`dot ${id === 'visited' ? 'full' : ''} meaning-${id}`} aria-hidden="true" />}
          {t(`${name}.${id}`)} <span class="dim">{count(sums.get(id))}</span>
        </label>
      ))}
    </fieldset>
  );
}

/* What the signs mean, how many of each there are, and which are shown. */
export const Sieve = ({ places, off }) => (
  <div class="sieve">
    <Part places={places} name="meaning" all={MEANINGS} off={off.meaning} sign />
    <Part places={places} name="origin" all={ORIGINS} off={off.origin} />
  </div>
);
