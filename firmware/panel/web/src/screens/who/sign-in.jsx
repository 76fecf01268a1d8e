import { useState } from 'preact/hooks';
import { t } from '../../shared/i18n.js';
import { kit, refused, signIn, trouble, refresh } from '../../store.js';
import { clock, useCountdown } from '../../ui/countdown.js';
import { Button } from '../../shared/button.jsx';
import { PinPad, pinFits } from '../../ui/pin.jsx';
import { Screen } from '../../ui/screen.jsx';
import { Icon } from '../../shared/icon.jsx';
import { SignInByKey } from './key.jsx';

export function SignIn() {
  const [who, setWho] = useState(null);
  if (who) return <Pin who={who} back={() => setWho(null)} />;
  return (
    <Screen name="who" title={t('who.title')} lead={t('who.lead')}>
      <ul class="rows people-list">
        {kit.value.officers.map((o) => (
          <li key={o.id}>
            <button type="button" class="row-button" data-testid={`officer-${o.id}`} onClick={() => setWho(o)}>
              <Icon name="person" />
              <span class="strong"><bdi>{o.name}</bdi></span>
              <span class="hint"><bdi>{o.id}</bdi></span>
            </button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

function Pin({ who, back }) {
  const [pin, setPin] = useState('');
  const [until, setUntil] = useState(Date.now() + who.locked_s * 1000);
  const [wrong, setWrong] = useState(false);
  const [byKey, setByKey] = useState(false);
  const locked = useCountdown(until);
  const go = async () => {
    const tried = pin;
    setPin('');
    setWrong(false);
    try {
      trouble.value = null;
      await signIn(who.id, tried);
    } catch (e) {
      // A wrong PIN is answered here, at the pad; anything else as everywhere.
      if (e.code !== 'pin' && e.code !== 'locked-out') refused(e);
      setWrong(e.code === 'pin');
      if (e.retry) setUntil(Date.now() + e.retry * 1000);
    }
  };
  const leave = async () => {
    await refresh();
    back();
  };
  // Who was locked meanwhile is told so at the pad.
  const again = (e) => {
    setByKey(false);
    if (e?.retry) setUntil(Date.now() + e.retry * 1000);
  };
  if (byKey) return <SignInByKey who={who} back={again} />;
  return (
    <Screen name="pin" title={t('pin.title', { name: who.name })} back={{ go: leave }}
      next={{ label: t('pin.go'), off: !pinFits(pin) || locked > 0, go }}>
      <div class="pin-screen">
        <div class="pin-words" role="status">
          {locked > 0 ? (
            <>
              <p class="strong">{t('pin.locked')}</p>
              <p class="countdown" data-testid="lockout" aria-live="off"><bdi dir="ltr">{clock(locked)}</bdi></p>
              <p>{t('pin.locked.why')}</p>
            </>
          ) : (
            <>
              {wrong && <p class="note" data-testid="pin-wrong">{t('pin.wrong')}</p>}
              <p>{t('pin.lead')}</p>
              {who.key && kit.value.keys && <Button id="use-key" kind="plain wide-way" icon="token" go={() => setByKey(true)}>{t('key.use')}</Button>}
            </>
          )}
        </div>
        <PinPad pin={pin} set={setPin} off={locked > 0} />
      </div>
    </Screen>
  );
}
