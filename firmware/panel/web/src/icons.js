// What only this page draws.
import { draw } from './shared/icon.jsx';

draw({
  out: 'M14 4h5v16h-5M4 12h10M10 8l4 4-4 4',
  keys: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8',
  erase: 'M9 6h11v12H9l-6-6zM12 9l5 6M17 9l-5 6',
  stop: 'M6 6h12v12H6z',
  plug: 'M9 3v6M15 3v6M6 9h12v3a6 6 0 01-12 0zM12 18v3',
  token: 'M9 9h6v11H9zM10 4h4v5h-4zM12 13h.01',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 018 0v3',
  up: 'M12 19V6M6 12l6-6 6 6',
});
