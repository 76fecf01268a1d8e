// One answer of the desk for a view: {answer, busy, why}; asked anew when the members change.
import { useEffect, useState } from 'preact/hooks';
import { ask, Refusal } from '../shared/api.js';
import { refused } from '../state.js';

const IDLE = { answer: null, busy: true, why: null };

/* again: a number that, changed, has it asked anew while the old answer stays. word null: nothing is asked. */
export function useAsk(word, members = {}, again = 0) {
  const [said, set] = useState(IDLE);
  const key = JSON.stringify([word, members]);
  useEffect(() => {
    if (!word) return undefined;
    const stop = new AbortController();
    set((old) => ({ ...(old.key === key ? old : IDLE), busy: true, key }));
    ask(word, members, stop.signal).then(
      (answer) => set({ answer, busy: false, why: null, key }),
      (e) => {
        if (e.name === 'AbortError') return;
        set({ answer: null, busy: false, why: e, key });
        if (!(e instanceof Refusal) || e.code !== 'not-found') refused(e);
      },
    );
    return () => stop.abort();
  }, [key, again]);
  return said.key === key ? said : IDLE;
}
