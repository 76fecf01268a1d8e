import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t, count } from '../../shared/i18n.js';
import { useScene } from '../../lib/lazy.js';
import { dark } from '../../shared/theme.js';
import { shown } from '../../lib/time.js';
import { GROUPS, stacked } from './groups.js';

/* As much of a moment as the one before it does not say already. */
function tick(us, before) {
  const s = shown(us, 'UTC');
  if (!s) return '';
  const had = before === null ? null : shown(before, 'UTC');
  const midnight = s.clock === '00:00:00' && !s.part;
  if (midnight) return s.date.endsWith('-01-01') && (!had || had.date.endsWith('-01-01')) ? s.date.slice(0, -6) : s.date;
  const clock = s.clock.endsWith(':00') ? s.clock.slice(0, 5) : s.clock;
  return had?.date === s.date ? clock : `${s.date} ${clock}`;
}

const words = (bar) => {
  const s = shown(bar.from, 'UTC');
  return `${s.date} ${s.clock} UTC: ${GROUPS.filter((g) => bar.sums[g.id]).map((g) => `${t(`timeline.group.${g.id}`)} ${count(bar.sums[g.id])}`).join(', ') || t('timeline.nothing')}`;
};

/* The bars, worked like a slider: arrows go from bar to bar, Enter goes into one. */
export function Chart({ begins, bins, hidden, span, at, setAt, acts, bar }) {
  const box = useRef(null);
  const [fault, setFault] = useState(false);
  const told = useRef(null);
  told.current = { acts, setAt };
  const scene = useScene(box, async (element) => {
    const { drawChart } = await import('./uplot.js');
    return drawChart(element, { moment: tick, onZoom: (a, b) => told.current.acts.span(a, b), onCursor: (i) => told.current.setAt(i) });
  }, () => setFault(true));
  const rows = useMemo(() => stacked(begins, bins, hidden), [begins[0], begins.length, bins, hidden.join()]);
  // With the bars' numbers: a key that comes next is for these bars.
  useLayoutEffect(() => scene?.set(rows, ...span), [scene, rows, ...span]);
  useEffect(() => scene?.again(), [scene, dark.value]);
  const step = (to) => {
    const i = Math.min(Math.max(to, 0), begins.length - 1);
    setAt(i);
    scene?.point(i);
  };
  const keys = {
    ArrowRight: () => step(at === null ? 0 : at + 1), ArrowLeft: () => step(at === null ? begins.length - 1 : at - 1), Home: () => step(0), End: () => step(begins.length - 1),
    Enter: () => at !== null && acts.into(at), '+': () => acts.zoom(0.5), '-': () => acts.zoom(2), PageUp: () => acts.move(-0.5), PageDown: () => acts.move(0.5), Escape: () => acts.whole(),
  };
  const pressed = (e) => {
    const act = !e.ctrlKey && !e.altKey && !e.metaKey && keys[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  };
  if (fault) return <p class="empty">{t('timeline.fault')}</p>;
  return (
    <div class="chart" dir="ltr" ref={box} role="slider" tabIndex={0} data-testid="timeline-chart" aria-label={t('timeline.chart')} aria-valuemin={0} aria-valuemax={begins.length - 1}
      aria-valuenow={at ?? 0} aria-valuetext={bar ? words(bar) : t('timeline.hint')} onKeyDown={pressed} onDblClick={() => at !== null && acts.into(at)} />
  );
}
