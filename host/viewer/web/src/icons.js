// What only this page draws.
import { draw } from './shared/icon.jsx';

draw({
  close: 'M6 6l12 12M18 6L6 18',
  minus: 'M5 12h14',
  clock: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l4 2',
  help: 'M12 3a9 9 0 100 18 9 9 0 000-18zM9.5 9.5a2.5 2.5 0 114 2c-1 .8-1.5 1.2-1.5 2.5M12 17h.01',
  search: 'M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L21 21',
  filter: 'M3 5h18l-7 8v6l-4 2v-8z',
  out: 'M12 15V4M8 8l4-4 4 4M4 14v6h16v-6',
  overview: 'M4 4h7v7H4zM13 4h7v4h-7zM13 10h7v10h-7zM4 13h7v7H4z',
  talks: 'M4 5h16v11H9l-5 4z',
  calls: 'M5 4l4-1 2 5-2.5 2a12 12 0 005.5 5.5l2-2.5 5 2-1 4c-8 1-16-7-15-15z',
  timeline: 'M3 18h18M6 18v-5M10 18V7M14 18v-8M18 18v-3',
  map: 'M9 4L3 6v14l6-2 6 2 6-2V4l-6 2zM9 4v14M15 6v14',
  graph: 'M6 6m-2.5 0a2.5 2.5 0 105 0 2.5 2.5 0 10-5 0M18 8m-2.5 0a2.5 2.5 0 105 0 2.5 2.5 0 10-5 0M10 18m-2.5 0a2.5 2.5 0 105 0 2.5 2.5 0 10-5 0M8.5 6.5l7 1M7 8.5l2.5 7M16.5 10l-5 6',
  media: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01',
  files: 'M3 6h7l2 2h9v11H3z',
  tagged: 'M4 4h8l8 8-8 8-8-8zM8 8h.01',
  audit: 'M6 3h9l4 4v14H6zM9 11h7M9 15h7',
  merges: 'M6 4v4c0 4 6 4 6 8v4M18 4v4c0 4-6 4-6 8',
  tag: 'M4 4h8l8 8-8 8-8-8zM8 8h.01',
  note: 'M5 4h14v11l-5 5H5zM14 20v-5h5',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  deleted: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
  web: 'M12 3a9 9 0 100 18 9 9 0 000-18zM3 12h18',
  place: 'M12 21c5-6 7-9 7-12a7 7 0 10-14 0c0 3 2 6 7 12zM12 9h.01',
});
