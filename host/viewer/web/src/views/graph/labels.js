// Which names stand in the picture: none lies over another, and the weightier one stays. Pure.

const CELL = { w: 160, h: 40 }; // about a name's size

const over = (a, b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;

function* cellsOf(box) {
  for (let x = Math.floor(box.x1 / CELL.w); x <= Math.floor(box.x2 / CELL.w); x += 1) {
    for (let y = Math.floor(box.y1 / CELL.h); y <= Math.floor(box.y2 / CELL.h); y += 1) yield `${x} ${y}`;
  }
}

/* Boxes by where they lie, so that few are compared. */
function field() {
  const all = new Map();
  return {
    put: (box) => { for (const c of cellsOf(box)) (all.get(c) ?? all.set(c, []).get(c)).push(box); },
    meets: (box, but) => [...cellsOf(box)].some((c) => all.get(c)?.some((other) => other.id !== but && over(box, other))),
  };
}

/*
 * Of boxes {id, shy, x1, y1, x2, y2}, the weightiest first: the ids of those that lie over one before them, or, of
 * shy ones, over another's sign.
 */
export function covered(boxes, signs = []) {
  const [kept, of] = [field(), field()];
  const out = new Set();
  signs.forEach(of.put);
  for (const box of boxes) {
    if (kept.meets(box) || (box.shy && of.meets(box, box.id))) out.add(box.id);
    else kept.put(box);
  }
  return out;
}

/* The box of a name under a sign: around x, from its lower edge. Letters {px, away, rim} in pixels. */
export function under(id, { x, y }, half, wide, { px, away, rim }) {
  const y1 = y + half + away - 2 * rim;
  return { id, x1: x - wide / 2 - 2 * rim, x2: x + wide / 2 + 2 * rim, y1, y2: y1 + px * 1.5 + 2 * rim };
}

/* Phones, then what several have, then what is named most. */
export const weightier = (a, b) => (b.kind === 'bundle') - (a.kind === 'bundle') || b.bundles - a.bundles || b.mentions - a.mentions || (a.id < b.id ? -1 : 1);
