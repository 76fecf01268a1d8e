import { useEffect, useState } from 'preact/hooks';
import { bytes, t } from '../../shared/i18n.js';
import { baseName, isDeleted } from '../../lib/record.js';
import { picture } from '../../lib/pictures.js';
import { Icon } from '../../shared/icon.jsx';
import { Bundle } from '../../ui/badge.jsx';
import { Text } from '../../ui/text.jsx';
import { Time } from '../../ui/time.jsx';

/* A preview once it is there; null until then, "none" where there can be none. */
export function usePicture(item, how, on) {
  const [got, set] = useState(null);
  useEffect(() => {
    set(null);
    if (!on) return undefined;
    let over = false;
    picture(item.id, how, () => !over).then((p) => over || set(p), (e) => over || e.name === 'AbortError' || set({ fault: e }));
    return () => { over = true; };
  }, [item.id, how, on]);
  return got;
}

export const seen = (item) => item.present !== false && item.kind !== 'audio';

/* Blurred and grey: what it is can be read, not seen. */
export function Tile({ item, at, now, preview, open, style }) {
  const got = usePicture(item, 'thumbnail', preview && seen(item));
  const gone = isDeleted({ source: { state: item.state } });
  return (
    <li class="tile" style={style}>
      <button type="button" data-at={at} data-id={item.id} tabIndex={now ? 0 : -1} onClick={open}>
        <span class="frame">
          {got?.url ? <img src={got.url} alt="" class="veiled" draggable={false} /> : <Icon name={item.kind === 'image' ? 'media' : 'file'} />}
          {item.present === false && <span class="badge">{t('media.absent')}</span>}
          {got?.fault && <span class="badge">{t('media.unreadable')}</span>}
          <Bundle id={item.bundle} />
        </span>
        <span class="name"><Text value={baseName(item.name)} /></span>
        <span class="dim"><Time us={item.time_us} bare /></span>
        <span class="about">
          <span class="dim">{t(`media.${item.kind}`)}{item.bytes !== null && item.bytes !== undefined && ` · ${bytes(item.bytes)}`}</span>
          {item.place && <span class="badge"><Icon name="place" />{t('media.place')}</span>}
          {gone && <span class="badge gone"><Icon name="deleted" />{t('state.recovered')}</span>}
        </span>
      </button>
    </li>
  );
}
