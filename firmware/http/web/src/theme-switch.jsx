import { Icon } from './icon.jsx';
import { t } from './i18n.js';
import { dark, switchTheme } from './theme.js';

/* The button in every page's head. */
export function ThemeSwitch({ kind }) {
  const words = t(dark.value ? 'theme.light' : 'theme.dark');
  return (
    <button type="button" class={`button ${kind}`} data-testid="theme" aria-label={words} title={words} onClick={switchTheme}>
      <Icon name={dark.value ? 'sun' : 'moon'} />
    </button>
  );
}
