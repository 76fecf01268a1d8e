// A heavy part of a view, fetched when the view opens: null until it is there.
import { useEffect, useState } from 'preact/hooks';

/* begin(): a promise of what the part opened in the element; it is ended with the view. fault(e): it cannot be. */
export function useScene(element, begin, fault, again = '') {
  const [open, set] = useState(null);
  useEffect(() => {
    let over = false, mine = null;
    begin(element.current).then((s) => {
      mine = s;
      if (over) s.end();
      else set({ scene: s, of: again });
    }, (e) => { if (!over) fault(e); });
    return () => {
      over = true;
      set(null);
      mine?.end();
    };
  }, [again]);
  // What was opened for something else has ended, or does before anybody could ask it.
  return open?.of === again ? open.scene : null;
}
