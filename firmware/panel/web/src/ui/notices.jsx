import { t } from '../shared/i18n.js';
import { lasts } from '../times.js';
import { ending, jumped, kit, online, taken, tell, signedOut } from '../store.js';
import { useCountdown, clock } from './countdown.js';
import { Button } from '../shared/button.jsx';
import { Dialog } from '../shared/dialog.jsx';
import { Icon } from '../shared/icon.jsx';

const Notice = ({ id, kind, close, children }) => (
  <div class={`notice-bar ${kind ?? ''}`} role={kind === 'bad' ? 'alert' : 'status'} data-testid={`notice-${id}`}>
    <Icon name="warn" />
    <p>{children}</p>
    {close && <Button id={`notice-${id}-close`} kind="quiet" go={close}>{t('go.understood')}</Button>}
  </div>
);

/* What goes beyond one screen: the kit is gone, its clock jumped, another screen took the case over. */
export function Notices() {
  const broken = kit.value?.selftest && kit.value.selftest.ok === false;
  return (
    <>
      {!online.value && <Notice id="offline" kind="bad">{t('notice-bar.offline')}</Notice>}
      {broken && <Notice id="selftest" kind="bad">{t('notice-bar.selftest')}</Notice>}
      {jumped.value !== null && (
        <Notice id="clock" close={() => (jumped.value = null)}>{t('notice-bar.clock', { time: lasts(Math.abs(jumped.value)) })}</Notice>
      )}
      {taken.value && (
        <Notice id="taken" close={() => (taken.value = null)}>{t('notice-bar.taken', { name: taken.value.by?.name ?? '' })}</Notice>
      )}
      {ending.value && <Ending at={ending.value} />}
    </>
  );
}

/* The session is about to end; any word to the kit keeps it. */
function Ending({ at }) {
  const left = useCountdown(at);
  const stay = async () => {
    if (await tell('phones')) ending.value = null;
  };
  const out = async () => {
    if (await tell('sign-out')) signedOut('signed-out');
  };
  return (
    <Dialog id="ending" title={t('ending.title')} close={stay}>
      <p class="countdown" aria-live="off"><bdi dir="ltr">{clock(left)}</bdi></p>
      <p>{t('ending.text')}</p>
      <div class="acts">
        <Button id="ending-out" kind="quiet" icon="out" go={out}>{t('kit.out')}</Button>
        <Button id="ending-stay" kind="primary" autofocus go={stay}>{t('ending.stay')}</Button>
      </div>
    </Dialog>
  );
}
