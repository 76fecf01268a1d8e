// Drawn here, so that nothing is fetched; always beside words, never instead of them.
const paths = {
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  sun: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  moon: 'M20 14A8 8 0 0110 4a8 8 0 1010 10z',
  globe: 'M12 3a9 9 0 100 18 9 9 0 000-18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18',
  person: 'M12 4a4 4 0 100 8 4 4 0 000-8zM4 21c0-5 4-7 8-7s8 2 8 7',
  check: 'M5 13l4 4L19 7',
  plus: 'M12 5v14M5 12h14',
  list: 'M4 6h16M4 12h16M4 18h16',
  phone: 'M7 3h10v18H7zM11 18h2',
  warn: 'M12 4l9 16H3zM12 10v5M12 18h.01',
  sheet: 'M6 3h12v18H6zM9 8h6M9 12h6M9 16h3',
};

/* What a page draws besides: name -> path in a square of 24. */
export const draw = (more) => Object.assign(paths, more);

/* turns: an arrow that points the other way where lines run from right to left. */
export const Icon = ({ name, turns }) => (
  <svg class={turns ? 'icon turns' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={paths[name] ?? paths.sheet} />
  </svg>
);
