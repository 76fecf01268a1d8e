// Rows of the desk, page by page, kept for a while so that the way back leads to where one was.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ask, Refusal } from './shared/api.js';
import { refused } from './state.js';

const KEPT = 8;
const had = new Map();

/*
 * rows: an array that only grows; byRef: the same by their records' names; version changes when it has.
 * state: "busy", "more", "end" or "trouble". head: the first answer. offset, at: where the list was left.
 */
export function pager(word, members, pick = 'records', limit = 500) {
  const p = { word, members, rows: [], byRef: new Map(), version: signal(0), state: signal('more'), head: signal(null), why: null, offset: 0, at: 0 };
  let after;
  p.more = async () => {
    if (p.state.value !== 'more') return;
    p.state.value = 'busy';
    try {
      const answer = await ask(word, { ...members, limit, after });
      for (const row of answer[pick]) {
        p.rows.push(row);
        if (row.record?.ref) p.byRef.set(row.record.ref, row);
      }
      after = answer.next;
      p.head.value ??= answer;
      p.state.value = after === null || after === undefined ? 'end' : 'more';
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      p.why = e;
      p.state.value = 'trouble';
      if (e.code !== 'usage' && e.code !== 'not-found') refused(e);
    }
    p.version.value += 1;
  };
  p.again = () => {
    p.state.value = 'more';
    return p.more();
  };
  return p;
}

/* The pager of a word and its members, the one of before where there is one; its first page is asked for. */
export function usePager(word, members, pick, limit) {
  const key = JSON.stringify([word, members]);
  const p = had.get(key) ?? pager(word, members, pick, limit);
  had.delete(key);
  had.set(key, p);
  if (had.size > KEPT) had.delete(had.keys().next().value);
  useEffect(() => {
    if (!p.rows.length) p.more();
    return () => {
      if (p.state.value === 'trouble') had.delete(key);
    };
  }, [p]);
  return p;
}

/* What was changed is asked for anew. */
export function forget(...words) {
  for (const [key, p] of had) if (words.includes(p.word)) had.delete(key);
}

/* Rows that came all at once, for a list. */
export const whole = (rows) => ({ rows, byRef: new Map(), version: signal(1), state: signal('end'), head: signal(null), why: null, offset: 0, at: 0, more() {}, again() {} });
