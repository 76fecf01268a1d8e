import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { trouble } from '../store.js';
import { Button } from '../shared/button.jsx';
import { Trouble } from './trouble.jsx';

/*
 * One decision: a heading that gets the focus when the screen comes, what is to be decided, and below
 * it the way back and the way on. `name` is the screen's stable name.
 *
 * back, next: {go, label?, off?, icon?, kind?}; more: what stands between them
 */
export function Screen({ name, title, lead, back, next, more, wide, children }) {
  const heading = useRef();
  const body = useRef();
  // With the drawing, not after it: who has gone on already is not called back.
  useLayoutEffect(() => {
    heading.current.focus({ preventScroll: true });
    body.current.scrollTop = 0;
  }, [name]);
  useEffect(() => {
    document.title = `${title} · Moka`;
  }, [title]);
  const proceed = (e) => {
    e.preventDefault();
    if (next && !next.off) next.go();
  };
  return (
    <form class={wide ? 'screen wide' : 'screen'} data-testid={`screen-${name}`} onSubmit={proceed} noValidate>
      <div class="body" ref={body}>
        <h1 tabIndex={-1} ref={heading}>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
        {trouble.value && <Trouble of={trouble.value} />}
        {children}
        <button type="submit" class="unseen" tabIndex={-1} aria-hidden="true" />
      </div>
      {(back || next || more) && (
        <div class="acts">
          {back && (
            <Button id="back" kind="quiet" icon="back" turns go={back.go}>{back.label ?? t('go.back')}</Button>
          )}
          <span class="between">{more}</span>
          {next && (
            <Button id="next" kind={next.kind ?? 'primary'} off={next.off} go={next.go} icon={next.icon}>
              {next.label ?? t('go.next')}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}
