import { useEffect, useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { look } from '../../store.js';
import { Choice } from '../../ui/choice.jsx';

const MAKES = ['Samsung', 'Apple', 'Xiaomi', 'OPPO', 'Huawei', 'Google', 'Motorola', 'other'];

/* Names of menus, as phones show them: in English, whatever the page speaks. */
export const Lines = ({ lines, id }) => (
  <ol class="todo" lang="en" dir="ltr" data-testid={id}>
    {lines.filter(Boolean).map((l, i) => <li key={i}><bdi>{l}</bdi></li>)}
  </ol>
);

/* No phone is seen: what to touch on it, by make, while it is still in the hand. */
export function Guide() {
  const [make, setMake] = useState(null);
  const [lines, setLines] = useState([]);
  useEffect(() => {
    if (!make) return;
    look('guide', { make: make === 'other' ? '' : make, platform: make === 'Apple' ? 'iphone' : 'android', version: '' })
      .then((a) => setLines(a?.lines ?? []));
  }, [make]);
  const label = (id) => (id === 'other' ? t('guide.other') : id === 'Apple' ? 'iPhone' : id);
  return (
    <section class="guide">
      <Choice name="make" row label={t('guide.make')} value={make} pick={setMake} options={MAKES.map((id) => ({ id, label: label(id) }))} />
      {lines.length > 0 && (
        <>
          <p class="hint">{t('guide.lead')}</p>
          <Lines lines={lines} id="guide-lines" />
        </>
      )}
    </section>
  );
}
