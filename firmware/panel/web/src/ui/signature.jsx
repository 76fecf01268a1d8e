import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../shared/i18n.js';
import { Button } from '../shared/button.jsx';
import { Checks } from './choice.jsx';
import { Field } from './field.jsx';

// What the kit takes (daemon.h, SIGNATURE): a long signature; one that goes on is cut there.
const STROKES = 64;
const POINTS = 1500;
const UNIT = 10000;

const points = (strokes) => strokes.reduce((n, s) => n + s.length, 0);

/*
 * A signature by finger, pen or mouse, kept as strokes [[x, y, ms]..]: x and y in ten-thousandths of
 * the field's width, ms since the first touch.
 */
function Drawn({ strokes, set, label, more }) {
  const canvas = useRef();
  const drawing = useRef(null);
  const began = useRef(null);
  useEffect(() => {
    const fit = () => {
      const c = canvas.current;
      if (!c) return; // a last call of the observer, when the screen has gone already
      const { width, height } = c.getBoundingClientRect(), dense = devicePixelRatio || 1;
      c.width = width * dense;
      c.height = height * dense;
      draw(c, strokes);
    };
    fit();
    const watch = new ResizeObserver(fit);
    watch.observe(canvas.current);
    return () => watch.disconnect();
  }, [strokes]);

  const point = (e) => {
    const box = canvas.current.getBoundingClientRect();
    return [(e.clientX - box.left) / box.width, (e.clientY - box.top) / box.width].map((v) => Math.max(0, Math.min(UNIT, Math.round(v * UNIT))))
      .concat(Math.round(e.timeStamp - began.current));
  };
  const down = (e) => {
    if (strokes.length >= STROKES || points(strokes) >= POINTS) return;
    e.preventDefault();
    canvas.current.setPointerCapture(e.pointerId);
    began.current ??= e.timeStamp;
    drawing.current = { id: e.pointerId, stroke: [] };
    drawing.current.stroke.push(point(e));
  };
  const move = (e) => {
    const d = drawing.current;
    if (!d || d.id !== e.pointerId || points(strokes) + d.stroke.length >= POINTS) return;
    d.stroke.push(point(e));
    draw(canvas.current, [...strokes, d.stroke]);
  };
  const up = (e) => {
    const d = drawing.current;
    if (!d || d.id !== e.pointerId) return;
    drawing.current = null;
    set([...strokes, d.stroke]);
  };
  return (
    <div class="signature">
      <canvas ref={canvas} data-testid="signature" role="img" aria-label={label ?? t('sign.here')}
        onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up} />
      <div class="sign-acts">
        <Button id="signature-clear" kind="quiet" icon="erase" off={!strokes.length} go={() => { began.current = null; set([]); }}>{t('sign.again')}</Button>
        {more}
      </div>
    </div>
  );
}

/* For who cannot draw: the name, and under which sentence it was typed. It is kept as what it is. */
function Typed({ value, set, more }) {
  const [name, setName] = useState(value?.typed ?? '');
  const [agreed, setAgreed] = useState(Boolean(value?.typed));
  const statement = t('sign.statement');
  const say = (typed, yes) => {
    setName(typed);
    setAgreed(yes);
    set(yes && typed.trim() ? { typed: typed.trim(), statement } : null);
  };
  return (
    <div class="typed">
      <Field name="signature-name" label={t('sign.name')} hint={t('sign.typed')} value={name} set={(v) => say(v, agreed)} max={80} wide />
      <Checks name="signature-statement" value={agreed ? ['agreed'] : []} pick={(v) => say(name, v.length > 0)} options={[{ id: 'agreed', label: statement }]} />
      <div class="sign-acts">{more}</div>
    </div>
  );
}

/* A signature (daemon.h, SIGNATURE) or null: drawn, or where that cannot be, typed. */
export function Signature({ value, set, label }) {
  const [typing, setTyping] = useState(Boolean(value?.typed));
  const other = () => {
    set(null);
    setTyping(!typing);
  };
  const more = <Button id="signature-other" kind="quiet" icon={typing ? undefined : 'keys'} go={other}>{t(typing ? 'sign.draw' : 'sign.type')}</Button>;
  return typing ? <Typed value={value} set={set} more={more} />
    : <Drawn strokes={value?.strokes ?? []} set={(strokes) => set(strokes.length ? { strokes } : null)} label={label} more={more} />;
}

function draw(c, strokes) {
  const g = c.getContext('2d');
  g.clearRect(0, 0, c.width, c.height);
  g.strokeStyle = getComputedStyle(c).color;
  g.lineWidth = Math.max(2, c.width / 260);
  g.lineCap = g.lineJoin = 'round';
  for (const s of strokes) {
    g.beginPath();
    s.forEach(([x, y], i) => g[i ? 'lineTo' : 'moveTo']((x * c.width) / UNIT, (y * c.width) / UNIT));
    if (s.length === 1) g.lineTo((s[0][0] * c.width) / UNIT + 1, (s[0][1] * c.width) / UNIT);
    g.stroke();
  }
}
