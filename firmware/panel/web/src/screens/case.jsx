import { useEffect } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { current, goTo, open, place } from '../store.js';
import { Draft } from './draft/index.jsx';
import { CopyOut } from './end/copy-out.jsx';
import { Handover } from './end/handover.jsx';
import { Log } from './end/log.jsx';
import { Sealed } from './end/sealed.jsx';
import { Over, Wipe, Withdraw } from './end/over.jsx';
import { Copy } from './run/copy.jsx';
import { Cut } from './run/cut.jsx';
import { Plug } from './run/plug.jsx';
import { Screen } from '../ui/screen.jsx';

const BY_STATE = {
  draft: Draft,
  ready: Plug,
  refused: Cut,
  meeting: Copy,
  copying: Copy,
  away: Copy,
  sealing: Copy,
  cut: Cut,
  stopped: Cut,
  sealed: Sealed,
  handed: Sealed,
  withdrawn: Over,
  wiped: Over,
};

// Screens beside the way, and in which states they are there.
const BESIDE = {
  log: [Log, () => true],
  withdraw: [Withdraw, (s) => !['sealing', 'sealed', 'handed', 'wiped', 'withdrawn'].includes(s)],
  'copy-out': [CopyOut, (s) => s === 'sealed' || s === 'handed'],
  handover: [Handover, (s) => s === 'sealed' || s === 'handed'],
  wipe: [Wipe, (s) => s === 'handed'],
};

// A case that was refused before anything was taken is as one that is ready: other answers may help.
function shownFor(of, step) {
  const open = of.state === 'ready' || (of.state === 'refused' && !of.begun);
  if (open) return step ? Draft : Plug;
  return BY_STATE[of.state];
}

/* What a case shows follows from its state, which is the kit's; the address adds where in it one is. */
export function Case() {
  const { case: id, step } = place.value;
  const of = current.value;
  useEffect(() => void (of?.id !== id && open(id)), [id]);
  if (of?.id !== id) return <Screen name="loading" title={t('loading')} back={{ label: t('cases.title'), go: () => goTo('') }} />;
  const [Beside, when] = BESIDE[step] ?? [];
  if (Beside && when(of.state)) return <Beside key={step} />;
  const Shown = shownFor(of, step);
  return <Shown key={`${id} ${of.state}`} />;
}
