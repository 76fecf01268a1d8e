import { t, language, LANGUAGES } from '../shared/i18n.js';
import { moment } from '../times.js';
import { CATEGORIES } from '../lib/scope.js';

const day = (iso, lang) => moment(iso, { dateStyle: 'long' }, lang);

/* A scope in plain words: what is taken, within which bounds, what is not. In the language `lang`. */
export function ScopeWords({ scope, lang = language.value }) {
  const say = (key, values) => t(key, values, lang);
  const chosen = CATEGORIES.filter((c) => scope.categories?.includes(c));
  const people = scope.counterparties ?? [];
  return (
    <div class="scope-words" lang={lang} dir={LANGUAGES.find((l) => l.id === lang).rtl ? 'rtl' : 'ltr'}>
      <section>
        <h2>{say('plan.taken')}</h2>
        <ul class="ticks" data-testid="plan-taken">
          {chosen.map((c) => <li key={c}>{say(`scope-what.${c}`)}</li>)}
          <li>{say(`plan.media-${scope.media ?? 'none'}`)}</li>
          {scope.from && <li>{say('plan.from', { day: day(scope.from, lang) })}</li>}
          {scope.until && <li>{say('plan.until', { day: day(scope.until, lang) })}</li>}
          {people.length > 0 && <li>{say('plan.people')} {people.map((p) => <bdi key={p} class="tag">{p}</bdi>)}</li>}
        </ul>
      </section>
      <section>
        <h2>{say('plan.not-taken')}</h2>
        <ul class="crosses" data-testid="plan-not-taken">
          {CATEGORIES.filter((c) => !chosen.includes(c)).map((c) => <li key={c}>{say(`scope-what.${c}`)}</li>)}
          {(scope.exclude ?? []).length > 0 && <li>{say('plan.exclude')} {scope.exclude.map((p) => <bdi key={p} class="tag">{p}</bdi>)}</li>}
          {(scope.from || scope.until) && <li>{say('plan.not-dated')}</li>}
          {people.length > 0 && <li>{say('plan.not-people')}</li>}
        </ul>
      </section>
    </div>
  );
}
