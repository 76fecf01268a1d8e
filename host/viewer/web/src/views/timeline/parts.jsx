import { useState } from 'preact/hooks';
import { count, t } from '../../shared/i18n.js';
import { Button } from '../../shared/button.jsx';
import { Time } from '../../ui/time.jsx';
import { GROUPS, grouped } from './groups.js';

export const Tools = ({ acts, span, step, empty }) => (
  <div class="tools" role="toolbar" aria-label={t('timeline.tools')}>
    <Button id="timeline-earlier" kind="edge" icon="back" go={() => acts.move(-0.5)}>{t('timeline.earlier')}</Button>
    <Button id="timeline-later" kind="edge" icon="next" go={() => acts.move(0.5)}>{t('timeline.later')}</Button>
    <Button id="timeline-in" kind="edge" icon="plus" go={() => acts.zoom(0.5)}>{t('timeline.in')}</Button>
    <Button id="timeline-out" kind="edge" icon="minus" go={() => acts.zoom(2)}>{t('timeline.out')}</Button>
    <Button id="timeline-whole" kind="edge" go={acts.whole}>{t('timeline.whole')}</Button>
    <Button id="timeline-busiest" kind="edge" off={empty} go={acts.busiest}>{t('timeline.busiest')}</Button>
    <p class="dim" data-testid="timeline-span"><Time us={span[0]} /> {t('timeline.until')} <Time us={span[1]} /> · {t(`timeline.step.${step}`)}</p>
  </div>
);

/* What the colours mean, how many of each, and which are drawn. */
export function Legend({ bins, hidden, toggle }) {
  const sums = grouped({});
  for (const bin of bins) for (const [id, n] of Object.entries(grouped(bin.kinds))) sums[id] += n;
  return (
    <div class="legend" role="group" aria-label={t('timeline.legend')}>
      {GROUPS.map(({ id }) => (
        <label key={id} class="check">
          <input type="checkbox" checked={!hidden.includes(id)} data-testid={`timeline-${id}`} onChange={() => toggle(id)} />
          <span class={`swatch group-${id}`} aria-hidden="true" />{t(`timeline.group.${id}`)} <span class="dim">{count(sums[id])}</span>
        </label>
      ))}
    </div>
  );
}

/* The same numbers for who does not see the bars; made when it is opened. */
export function BarTable({ begins, bins }) {
  const [open, setOpen] = useState(false);
  const by = new Map(bins.map((b) => [b.from_us, grouped(b.kinds)]));
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{t('timeline.table')}</summary>
      {open && (
        <div class="scrolls" tabIndex={0} role="region" aria-label={t('timeline.table')}>
          <table class="grid">
            <thead><tr><th scope="col">{t('timeline.from')}</th>{GROUPS.map((g) => <th key={g.id} scope="col">{t(`timeline.group.${g.id}`)}</th>)}</tr></thead>
            <tbody>
              {begins.filter((us) => by.has(us)).map((us) => (
                <tr key={us}><th scope="row"><Time us={us} /></th>{GROUPS.map((g) => <td key={g.id} class="number">{count(by.get(us)[g.id])}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
