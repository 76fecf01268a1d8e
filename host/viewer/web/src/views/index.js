// Every view: {route, title (a key), icon, filters, View} or, where it brings a heavy library, its load():
// a chunk of its own, fetched when it is opened. hidden: not in the navigation.
import * as audit from './audit.jsx';
import * as calls from './calls.jsx';
import * as contacts from './contacts.jsx';
import * as merges from './merges.jsx';
import * as overview from './overview.jsx';
import * as record from './record.jsx';
import * as search from './search.jsx';
import * as tagged from './tagged.jsx';
import * as talks from './talks.jsx';

export const VIEWS = [
  overview,
  talks,
  calls,
  { route: 'timeline', title: 'timeline.title', icon: 'timeline', filters: ['bundle', 'time', 'kind'], load: () => import('./timeline.jsx') },
  { route: 'map', title: 'map.title', icon: 'map', filters: ['bundle', 'time'], load: () => import('./map.jsx') },
  contacts,
  { route: 'graph', title: 'graph.title', icon: 'graph', filters: ['bundle'], load: () => import('./graph.jsx') },
  merges,
  { route: 'media', title: 'media.title', icon: 'media', filters: ['bundle'], load: () => import('./media.jsx') },
  { route: 'files', title: 'files.title', icon: 'files', filters: ['bundle'], load: () => import('./files.jsx') },
  search,
  tagged,
  audit,
  record,
];

export const viewOf = (name) => VIEWS.find((v) => v.route === name);
