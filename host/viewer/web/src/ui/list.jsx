import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { language, t } from '../shared/i18n.js';
import { useKeys } from '../keys.js';
import { current } from '../state.js';

/*
 * What rows above the window's edge grew when they were measured, gathered to be scrolled by at once when all
 * are drawn. The virtualizer would scroll for each of them, and reckon every place of the list anew each time.
 */
function gatherGrowth(virtualizer) {
  const known = new Set();
  let owed = 0;
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = ({ key, start, end }, delta, { scrollOffset }) => {
    // Of a row that was drawn before, what grows is below its top.
    if ((known.has(key) ? end : start + 1) <= scrollOffset) owed += delta;
    known.add(key);
    return false;
  };
  return () => {
    if (owed) virtualizer.scrollElement.scrollTop += owed;
    owed = 0;
  };
}

/* The rows that are in sight, whatever their number. */
export function useVirtual(options) {
  const [, redraw] = useReducer((n) => n + 1, 0);
  const made = useRef(null);
  const settle = useRef(null);
  const all = { observeElementRect, observeElementOffset, scrollToFn: elementScroll, overscan: 4, onChange: () => redraw(), ...options };
  if (made.current) {
    made.current.setOptions({ ...made.current.options, ...all });
  } else {
    made.current = new Virtualizer(all);
    settle.current = gatherGrowth(made.current);
  }
  useLayoutEffect(() => made.current._didMount(), []);
  useLayoutEffect(() => {
    made.current._willUpdate();
    settle.current();
  });
  return made.current;
}

/* What is in a row: drawn anew only for another item, or when a signal that it read changes (it reads
 * one itself, which is what has signals compare its props). draw: a ref, the same one for good. */
const Cell = ({ draw, item, before }) => (language.value ? draw.current(item, before) : null);

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

const Foot = ({ pager }) => {
  const state = pager.state.value;
  if (state === 'trouble') return <p class="foot"><button type="button" class="button plain" onClick={pager.again}>{t('list.again')}</button></p>;
  if (state !== 'end') return <p class="foot dim" role="status">{t('list.busy')}</p>;
  return <p class="foot dim">{t('list.end', { n: pager.rows.length })}</p>;
};

// Lines of a record wrap where there is little room.
const narrow = matchMedia('(max-width: 640px)');

/*
 * A list of any length: rows of a pager, one selected. j, k and the arrows move, Enter and a click open.
 * row(item, before) draws one, before: the one above it; estimate: its height in pixels; measured: heights differ; only(item):
 * which are shown; start: the id that is selected first; marked: the id of what is open beside the list.
 */
export function List({ pager, row, open, label, estimate = narrow.matches ? 118 : 64, measured, only, empty, start, marked, className = '' }) {
  const version = pager.version.value;
  const state = pager.state.value;
  const sieved = useRef({});
  if (sieved.current.pager !== pager || sieved.current.version !== version || sieved.current.only !== only) {
    sieved.current = { pager, version, only, rows: only ? pager.rows.filter(only) : pager.rows };
  }
  const { rows } = sieved.current;
  const [at, setAt] = useState(pager.at);
  const box = useRef(null);
  // The same function as long as the rows are: with another one every place is reckoned anew.
  const keyOf = useMemo(() => (i) => rows[i]?.id ?? i, [rows]);
  const draw = useRef(row);
  draw.current = row;
  const v = useVirtual({
    count: rows.length, getScrollElement: () => box.current, estimateSize: () => estimate, initialOffset: () => pager.offset, getItemKey: keyOf,
  });
  const items = v.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  useLayoutEffect(() => {
    if (box.current) box.current.scrollTop = pager.offset;
    setAt(pager.at);
  }, [pager]);
  useLayoutEffect(() => {
    if (start === undefined || pager.offset || pager.started || !rows.length) return;
    pager.started = true;
    const i = rows.findIndex((r) => r.id === start);
    if (i < 0) return;
    pager.at = i;
    setAt(i);
    v.scrollToIndex(i, { align: 'start' });
  }, [pager, rows.length, start]);
  // Rows are asked for before one gets there.
  useEffect(() => {
    if (state === 'more' && last >= rows.length - 100) pager.more();
  }, [last, state, rows.length]);

  // The row that a key chose gets the focus once it is drawn; until then the next key counts from it all the same.
  const aimed = useRef(false);
  const aim = () => {
    const chosen = aimed.current && box.current?.querySelector(`[data-at="${pager.at}"]`);
    if (!chosen) return;
    aimed.current = false;
    chosen.focus({ preventScroll: true });
  };
  useLayoutEffect(aim);

  const select = (i) => {
    const to = Math.min(Math.max(i, 0), rows.length - 1);
    if (to < 0) return false;
    pager.at = to;
    setAt(to);
    current.value = rows[to];
    v.scrollToIndex(to, { align: 'auto' });
    return true;
  };
  const move = (e) => {
    const inside = aimed.current || box.current.contains(document.activeElement);
    if (!select(inside ? pager.at + STEPS[e.key] : pager.at)) return false;
    aimed.current = true;
    aim();
    return true;
  };
  const enter = (e) => {
    const there = e.target.closest?.('[data-at]');
    if (!there || e.target !== there || !box.current.contains(there)) return false;
    open?.(rows[Number(there.dataset.at)]);
    return true;
  };
  useKeys({ ...Object.fromEntries(Object.keys(STEPS).map((k) => [k, move])), Enter: enter });

  if (state === 'end' && !rows.length) return <p class="empty">{empty ?? t('list.empty')}</p>;
  return (
    <div class={`list ${className}`} ref={box} aria-busy={state === 'busy'} tabIndex={rows.length ? undefined : 0} onScroll={() => { pager.offset = box.current.scrollTop; }}>
      <div class="tall" role="list" aria-label={label} style={{ blockSize: `${v.getTotalSize()}px` }}>
        {items.map((item) => (
          <div key={item.key} role="listitem" class={`row${item.index === at ? ' selected' : ''}${marked !== undefined && rows[item.index].id === marked ? ' marked' : ''}`} data-at={item.index} data-index={item.index} data-id={rows[item.index].id}
            ref={measured ? v.measureElement : undefined} tabIndex={item.index === at ? 0 : -1} aria-posinset={item.index + 1}
            aria-setsize={state === 'end' ? rows.length : -1} aria-current={item.index === at ? 'true' : undefined}
            style={{ transform: `translateY(${item.start}px)`, blockSize: measured ? undefined : `${estimate}px` }}
            onFocus={() => { if (current.value !== rows[item.index]) select(item.index); }}
            onClick={(e) => { if (!e.target.closest('a, button, input, summary')) open?.(rows[item.index]); }}>
            <Cell draw={draw} item={rows[item.index]} before={rows[item.index - 1]} />
          </div>
        ))}
      </div>
      <Foot pager={pager} />
    </div>
  );
}
