import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { ask } from '../../shared/api.js';
import { moment } from '../../times.js';
import { goTo, look, officer, refresh, refused, signInByKey, tell, trouble } from '../../store.js';
import { Button } from '../../shared/button.jsx';
import { Icon } from '../../shared/icon.jsx';
import { PinPad, pinFits } from '../../ui/pin.jsx';
import { Screen } from '../../ui/screen.jsx';

/*
 * A key is waited for: `go` asks the kit, which answers once it was touched or why nothing came of it.
 * The way back stops it. over(): it was right.
 */
export function Touch({ name, title, lead, who, go, back, over, label }) {
  const [why, setWhy] = useState(null); // what the kit said; null: it is still waited for
  const left = useRef(false);
  const begin = async () => {
    setWhy(null);
    trouble.value = null;
    try {
      await go();
      if (!left.current) over?.();
    } catch (e) {
      if (left.current) return;
      if (e.code !== 'key') return back(e);
      setWhy(e.is ?? 'failed');
    }
    return undefined;
  };
  const leave = async () => {
    left.current = true;
    if (!why) await tell('key-stop', { officer: who });
    await back();
  };
  useEffect(() => void begin(), []);
  return (
    <Screen name={name} title={title} back={{ label, go: leave }} next={why && { label: t('key.again'), go: begin }}>
      <div class="touch" role="status" data-testid={why ? `key-${why}` : 'key-touch'}>
        <Icon name={why ? 'warn' : 'token'} />
        <p class="strong">{why ? t(`key.why-${why}`) : lead}</p>
      </div>
    </Screen>
  );
}

export function SignInByKey({ who, back }) {
  const gone = async (e) => {
    await refresh();
    back(e);
    if (e) refused(e);
  };
  return (
    <Touch name="key" title={t('key.title', { name: who.name })} lead={t('key.touch')} who={who.id} go={() => signInByKey(who.id)}
      back={gone} label={t('key.pin')} />
  );
}

/* The PIN, before a key of one's own is added or goes. */
function OwnPin({ name, title, label, back, done }) {
  const [pin, setPin] = useState('');
  return (
    <Screen name={name} title={title} back={{ go: back }} next={{ label, off: !pinFits(pin), go: () => done(pin) }}>
      <div class="pin-screen">
        <p class="pin-words">{t('keys.pin')}</p>
        <PinPad pin={pin} set={setPin} />
      </div>
    </Screen>
  );
}

function Keys({ keys, drop }) {
  return (
    <ul class="rows">
      {keys.map((k, i) => (
        <li key={k.key} class="row key-row">
          <Icon name="token" />
          <span class="strong">{t('keys.made', { at: moment(k.made) })}</span>
          <span class="hint mono"><bdi dir="ltr">{k.key}</bdi></span>
          <Button id={`key-drop-${i}`} kind="quiet" go={() => drop(k.key)}>{t('keys.drop')}</Button>
        </li>
      ))}
    </ul>
  );
}

/* Those of another officer, for an administrator: none is added, for its owner touches it. */
export function OthersKeys({ of, back }) {
  const [keys, setKeys] = useState([]);
  const [dropped, setDropped] = useState(null);
  const load = async () => {
    setDropped(null);
    setKeys((await look('keys', { officer: of.id }))?.keys ?? []);
  };
  useEffect(() => void load(), []);
  const drop = async (pin) => {
    if (await tell('key-drop', { key: dropped, officer: of.id, pin })) {
      await refresh();
      await load();
    } else setDropped(null);
  };
  if (dropped) return <OwnPin name="key-drop" title={t('keys.drop.title')} label={t('keys.drop')} back={() => setDropped(null)} done={drop} />;
  return (
    <Screen name="others-keys" title={t('officers.keys.title', { name: of.name })} back={{ go: back }}
      lead={keys.length ? t('officers.keys.lead', { name: of.name }) : t('officers.keys.none')}>
      <Keys keys={keys} drop={setDropped} />
    </Screen>
  );
}

/* One's own keys. */
export function OwnKeys() {
  // Until the kit has said how many there are, another may be added: it refuses one too many by itself.
  const [has, setHas] = useState({ keys: [], most: 1 });
  const [step, setStep] = useState({});
  const load = async () => {
    const said = await look('keys');
    if (said) setHas(said);
  };
  const again = async () => {
    await load();
    setStep({});
  };
  useEffect(() => void load(), []);
  // The screen where one signs in knows who has a key by the kit's greeting.
  const changed = async () => {
    await refresh();
    await again();
  };
  const drop = async (pin) => {
    if (await tell('key-drop', { key: step.drop, pin })) await changed();
    else setStep({});
  };
  const stopped = async (e) => {
    await again();
    if (e) refused(e);
  };
  if (step.pin) {
    return <Touch name="key-add" title={t('keys.add')} lead={t('key.touch.twice')} who={officer.value.id} go={() => ask('key-add', { pin: step.pin })}
      back={stopped} over={changed} />;
  }
  if (step.add) return <OwnPin name="key-add-pin" title={t('keys.add')} back={() => setStep({})} done={(pin) => setStep({ pin })} />;
  if (step.drop) return <OwnPin name="key-drop" title={t('keys.drop.title')} label={t('keys.drop')} back={() => setStep({})} done={drop} />;
  return (
    <Screen name="keys" title={t('keys.title')} lead={t(has.keys.length ? 'keys.lead' : 'keys.none')} back={{ go: () => goTo('kit') }}
      next={{ label: t('keys.add'), icon: 'plus', off: has.keys.length >= has.most, go: () => setStep({ add: true }) }}>
      <Keys keys={has.keys} drop={(key) => setStep({ drop: key })} />
    </Screen>
  );
}
