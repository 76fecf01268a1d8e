import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { recall, remember } from '../shared/memory.js';
import { usePager } from '../pager.js';
import { place, refine } from '../router.js';
import { narrowed } from '../state.js';
import { useVirtual } from '../ui/list.jsx';
import { Head } from '../ui/page.jsx';
import { Shown } from './media/shown.jsx';
import { Tile } from './media/tile.jsx';

const KINDS = ['image', 'video', 'audio'];
const WIDTH = 190, HEIGHT = 232;

const previews = signal(recall('previews') !== 'off');

const Choice = () => (
  <div class="tools">
    <label class="filter"><span>{t('media.kind')}</span>
      <select value={place.value.query.of ?? ''} data-testid="media-kind" onChange={(e) => refine({ of: e.currentTarget.value || null })}>
        <option value="">{t('media.all')}</option>
        {KINDS.map((k) => <option key={k} value={k}>{t(`media.${k}`)}</option>)}
      </select>
    </label>
    <label class="check">
      <input type="checkbox" checked={previews.value} data-testid="media-previews" onChange={(e) => {
        previews.value = e.currentTarget.checked;
        remember('previews', previews.value ? 'on' : 'off');
      }} />
      {t('media.previews')}
    </label>
    <p class="dim">{t('media.logged')} {t('media.kinds')}</p>
  </div>
);

/* How many fit beside each other: known before anything is drawn, for keys that come at once. */
function useColumns(box) {
  const [n, set] = useState(1);
  useLayoutEffect(() => {
    const fit = (width) => set(Math.max(1, Math.floor(width / WIDTH)));
    const { paddingLeft, paddingRight } = getComputedStyle(box.current);
    fit(box.current.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight));
    const size = new ResizeObserver(([e]) => fit(e.contentRect.width));
    size.observe(box.current);
    return () => size.disconnect();
  }, []);
  return n;
}

const MOVES = (columns) => ({ ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns });

function Grid({ pager, open }) {
  const box = useRef(null);
  const columns = useColumns(box);
  const [at, setAt] = useState(0);
  const now = useRef(0); // the same, before it is drawn
  const choose = (n) => {
    now.current = n;
    setAt(n);
  };
  const { rows } = pager;
  const v = useVirtual({ count: Math.ceil(rows.length / columns), getScrollElement: () => box.current, estimateSize: () => HEIGHT, overscan: 1 });
  const items = v.getVirtualItems();
  const state = pager.state.value;
  useEffect(() => { if (state === 'more' && ((items.at(-1)?.index ?? 0) + 3) * columns >= rows.length) pager.more(); }, [state, items.at(-1)?.index, columns, rows.length]);
  // The tile that a key chose gets the focus once it is drawn; until then the gallery has it and hears the next key.
  const aimed = useRef(false);
  const aim = () => {
    if (!aimed.current) return;
    const chosen = box.current.querySelector(`[data-at="${now.current}"]`);
    (chosen ?? box.current).focus({ preventScroll: true });
    aimed.current = !chosen;
  };
  useLayoutEffect(aim);
  // Where there are more or fewer beside each other meanwhile, it is elsewhere.
  useLayoutEffect(() => { if (aimed.current) v.scrollToIndex(Math.floor(now.current / columns), { align: 'auto' }); }, [columns]);
  const moved = (e) => {
    const rtl = getComputedStyle(box.current).direction === 'rtl' && e.key.startsWith('Arrow') && ['ArrowLeft', 'ArrowRight'].includes(e.key);
    const by = MOVES(columns)[e.key];
    if (!by || e.ctrlKey || e.altKey || e.metaKey) return;
    e.preventDefault();
    const to = Math.min(Math.max(now.current + (rtl ? -by : by), 0), rows.length - 1);
    choose(to);
    v.scrollToIndex(Math.floor(to / columns), { align: 'auto' });
    aimed.current = true;
    aim();
  };
  return (
    <div class="gallery" ref={box} tabIndex={-1} onKeyDown={moved} data-testid="gallery" aria-busy={state === 'busy'}>
      {state === 'end' && !rows.length && <p class="empty">{t('media.none')}</p>}
      <ul class="tall" aria-label={t('media.title')} style={{ blockSize: `${v.getTotalSize()}px` }}>
        {items.flatMap((line) => rows.slice(line.index * columns, (line.index + 1) * columns).map((item, i) => {
          const n = line.index * columns + i;
          return <Tile key={item.id} item={item} at={n} now={n === at} preview={previews.value} open={() => { choose(n); open(n); }}
            style={{ insetBlockStart: `${line.start}px`, insetInlineStart: `${(i * 100) / columns}%`, inlineSize: `${100 / columns}%` }} />;
        }))}
      </ul>
    </div>
  );
}

export function View() {
  const of = KINDS.includes(place.value.query.of) ? { kind: place.value.query.of } : {};
  const pager = usePager('media', { ...narrowed('bundle'), ...of }, 'items', 200);
  void pager.version.value;
  const [shown, show] = useState(null);
  return (
    <div class="view">
      <Head title={t('media.title')}><Choice /></Head>
      <Grid key={pager.word + JSON.stringify(pager.members)} pager={pager} open={show} />
      {shown !== null && <Shown items={pager.rows} at={shown} go={show} close={() => show(null)} />}
    </div>
  );
}
