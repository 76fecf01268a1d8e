import { signal } from '@preact/signals';
import { t, speak, language, LANGUAGES } from '../shared/i18n.js';
import { current, kit, officer, place, training, goTo } from '../store.js';
import { PHASES, phaseOf } from '../lib/steps.js';
import { ThemeSwitch } from '../shared/theme-switch.jsx';
import { stepNow } from '../screens/draft/index.jsx';
import { Dialog } from '../shared/dialog.jsx';
import { Button } from '../shared/button.jsx';
import { Icon } from '../shared/icon.jsx';
import { keysWanted, touch, wantKeys } from './keys.js';

const choosing = signal(false);

function phaseNow() {
  const of = current.value;
  if (!officer.value) return 'who';
  if (!place.value.case || of?.id !== place.value.case) return null;
  const asked = place.value.step && (of.state === 'ready' || of.state === 'refused');
  return phaseOf(of.state, of.state === 'draft' || asked ? stepNow() : null);
}

function Phases() {
  const now = phaseNow();
  if (!now) return <span class="phases" />;
  const at = PHASES.indexOf(now);
  return (
    <ol class="phases" aria-label={t('phase.name')} data-testid="phases">
      {PHASES.map((p, i) => (
        <li key={p} class={i < at ? 'past' : i === at ? 'now' : 'next'} aria-current={i === at ? 'step' : undefined}>
          <span class="number">{i < at ? <Icon name="check" /> : i + 1}</span>
          <span class="name">{t(`phase.${p}`)}</span>
        </li>
      ))}
    </ol>
  );
}

/* On every screen: where one is, the language, light or dark, who is signed in. */
export function Header() {
  const name = officer.value?.name;
  return (
    <header>
      <div class="bar">
        <span class="brand" aria-hidden="true">moka</span>
        <Phases />
        {touch.value && (
          <button type="button" class={`button quiet keys-toggle${keysWanted.value ? ' keys-on' : ''}`} data-testid="keys-toggle" aria-label={t('keys.switch')}
            aria-pressed={keysWanted.value} onPointerDown={(e) => e.preventDefault()} onClick={() => wantKeys(!keysWanted.value)}>
            <Icon name="keys" />
          </button>
        )}
        <button type="button" class="button quiet" data-testid="language" aria-haspopup="dialog" onClick={() => (choosing.value = true)}>
          <Icon name="globe" />
          <span class="unseen">{t('language.choose')}: </span>
          <span lang={language.value}>{language.value.toUpperCase()}</span>
        </button>
        <ThemeSwitch kind="quiet" />
        {name && (
          <button type="button" class="button quiet me" data-testid="me" onClick={() => goTo('kit')}>
            <Icon name="person" />
            <span class="name"><bdi>{name}</bdi></span>
          </button>
        )}
      </div>
      {(training.value || kit.value?.training_only) && <p class="training" data-testid="training"><span>{t('training.banner')}</span></p>}
      {choosing.value && <Chooser />}
    </header>
  );
}

function Chooser() {
  const pick = async (id) => {
    await speak(id);
    choosing.value = false;
  };
  return (
    <Dialog id="languages" title={t('language.choose')} close={() => (choosing.value = false)}>
      <div class="languages">
        {LANGUAGES.map((l) => (
          <button key={l.id} type="button" class={`button ${l.id === language.value ? 'primary' : 'plain'}`} data-testid={`language-${l.id}`} lang={l.id}
            aria-pressed={l.id === language.value} onClick={() => pick(l.id)}>{l.name}</button>
        ))}
      </div>
      <Button id="languages-close" kind="quiet" go={() => (choosing.value = false)}>{t('go.close')}</Button>
    </Dialog>
  );
}
