import { render } from 'preact';
import { App } from './app.jsx';
import { begin } from './shared/i18n.js';
import { beginTheme } from './shared/theme.js';
import { hear, officer, refresh } from './store.js';
import './icons.js';
import './shared/base.css';
import './style/base.css';
import './style/parts.css';
import './style/screens.css';

beginTheme();
await begin();
await refresh();
if (officer.value) hear();
render(<App />, document.getElementById('app'));
