import { useEffect, useState } from 'preact/hooks';
import { bytes, t } from '../../shared/i18n.js';
import { baseName } from '../../lib/record.js';
import { useAsk } from '../../lib/use.js';
import { href } from '../../router.js';
import { Bundle } from '../../ui/badge.jsx';
import { Button } from '../../shared/button.jsx';
import { Dialog } from '../../shared/dialog.jsx';
import { Text } from '../../ui/text.jsx';
import { Time } from '../../ui/time.jsx';
import { written } from '../map/geo.js';
import { seen, usePicture } from './tile.jsx';

/* What the picture says of itself, and where the record has it from. */
function Facts({ item }) {
  const { answer } = useAsk('one', { id: item.id });
  const r = answer?.record.record ?? {};
  return (
    <dl class="pairs">
      <dt>{t('media.time')}</dt><dd><Time us={item.time_us} /></dd>
      <dt>{t('media.position')}</dt><dd>{r.lat !== undefined ? <a dir="ltr" href={href('map', null, { at: String(item.id) })}>{written(r.lat, r.lon)}</a> : t('media.position.none')}</dd>
      {r.camera && <><dt>{t('media.camera')}</dt><dd><Text value={r.camera} /></dd></>}
      {r.width && <><dt>{t('media.size')}</dt><dd><bdi dir="ltr">{r.width} × {r.height}</bdi></dd></>}
      {item.bytes !== null && item.bytes !== undefined && <><dt>{t('media.bytes')}</dt><dd>{bytes(item.bytes)}</dd></>}
      <dt>{t('media.path')}</dt><dd><Text value={r.path ?? item.name} /></dd>
      <dt>{t('media.phone')}</dt><dd><Bundle id={item.bundle} always /></dd>
    </dl>
  );
}

function Picture({ item, clear }) {
  const can = seen(item);
  const small = usePicture(item, 'thumbnail', can && !clear);
  const large = usePicture(item, 'picture', can && clear);
  const got = clear ? large : small;
  if (!can) return <p class="empty">{t(item.kind === 'audio' ? 'media.sound' : 'media.absent')}</p>;
  if (got?.fault) return <p class="empty" role="status">{t('media.unreadable')} {got.fault.text && <bdi class="dim">{got.fault.text}</bdi>}</p>;
  return <div class="frame large">{got?.url ? <img src={got.url} alt={t(clear ? 'media.clear' : 'media.veiled')} class={clear ? undefined : 'veiled'} data-testid="picture" /> : <p role="status">{t('list.busy')}</p>}</div>;
}

/* One of them: opening it was asking to see it; its neighbours stay veiled until they are asked for. */
export function Shown({ items, at, go, close }) {
  const [clear, see] = useState(items[at]?.id);
  const item = items[at];
  const keys = (e) => {
    if (e.key === 'PageDown' && at + 1 < items.length) go(at + 1);
    else if (e.key === 'PageUp' && at > 0) go(at - 1);
    else return;
    e.preventDefault();
  };
  useEffect(() => { if (!item) close(); }, [item]);
  if (!item) return null;
  return (
    <Dialog id="media-shown" title={<Text value={baseName(item.name)} />} close={close}>
      <div onKeyDown={keys}>
        <Picture key={item.id} item={item} clear={clear === item.id} />
        <Facts key={`f${item.id}`} item={item} />
        <div class="actions">
          <Button id="media-before" kind="edge" icon="back" turns off={at === 0} go={() => go(at - 1)}>{t('media.before')}</Button>
          <Button id="media-next" kind="edge" icon="next" turns off={at + 1 >= items.length} go={() => go(at + 1)}>{t('media.next')}</Button>
          {seen(item) && <Button id="media-see" kind="edge" off={clear === item.id} go={() => see(item.id)}>{t('media.see')}</Button>}
          <a class="button" href={href('record', String(item.id))} data-testid="media-record" onClick={close}>{t('map.record')}</a>
          <Button id="media-close" kind="main" go={close}>{t('close')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
