import { useState } from 'preact/hooks';
import { Icon } from './icon.jsx';

/*
 * Every button of the page. `go` may return a promise: until it is settled the button is busy and a
 * second tap does nothing (it stays focusable, so that the focus is not lost).
 */
export function Button({ id, kind = 'plain', icon, turns, children, go, off, ...rest }) {
  const [busy, setBusy] = useState(false);
  const pressed = async () => {
    if (busy || off) return;
    setBusy(true);
    try {
      await go();
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" class={`button ${kind}`} data-testid={id} aria-disabled={off ? 'true' : undefined}
      aria-busy={busy ? 'true' : undefined} onClick={pressed} {...rest}>
      {icon && <Icon name={icon} turns={turns} />}
      <span>{children}</span>
    </button>
  );
}
