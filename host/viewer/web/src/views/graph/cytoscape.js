// The graph drawn, by Cytoscape: a chunk of its own, loaded when the view opens.
import cytoscape from 'cytoscape';
import { css } from '../../lib/colors.js';
import { covered, under, weightier } from './labels.js';
import { layout } from './layout.js';

// What an entity is can be seen by its shape as well.
const SHAPES = { bundle: 'round-rectangle', phone: 'ellipse', email: 'diamond', handle: 'hexagon', wallet: 'pentagon', link: 'triangle' };
const shape = (kind) => SHAPES[kind] ?? 'octagon';

const FONT = 'system-ui, sans-serif';
const LETTERS = { px: 14, wide: 150, away: 3, rim: 2 }; // on the screen, however near the picture is
const SETTLED_MS = 60; // after the last of a movement

const size = (n) => Math.min(40, 14 + 4 * Math.log2(1 + n.mentions));

function looks() {
  const text = { 'font-family': FONT, color: css('--ink'), 'text-outline-color': css('--sheet') };
  return [
    { selector: 'node', style: {
      ...text, shape: 'data(shape)', width: 'data(size)', height: 'data(size)', 'background-color': css('--graph-one'), 'border-width': 1, 'border-color': css('--ink'),
      label: '', 'text-valign': 'bottom', 'text-wrap': 'ellipsis',
    } },
    { selector: 'node[bundles > 1]', style: { 'background-color': css('--graph-shared'), 'border-width': 2 } },
    { selector: 'node[kind = "bundle"]', style: {
      'background-color': css('--graph-phone'), width: 54, height: 34, 'font-weight': 'bold', 'border-width': 3,
    } },
    { selector: 'edge', style: { width: 'data(width)', 'line-color': css('--graph-edge'), 'curve-style': 'straight', opacity: 0.7 } },
    { selector: '.dim', style: { opacity: 0.15 } },
    { selector: 'edge.way', style: { 'line-color': css('--main'), width: 'data(thick)', opacity: 1 } },
    { selector: 'node.way', style: { 'border-color': css('--main'), 'border-width': 5 } },
    { selector: 'node.chosen', style: { 'border-color': css('--main'), 'border-width': 5 } },
  ];
}

// Isolated, so that a number stays one where the page reads from right to left.
const isolated = (text) => `\u2068${text}\u2069`;

const nodeOf = (places) => (n) => ({
  group: 'nodes', position: places[n.id], data: { id: n.id, kind: n.kind, label: isolated(n.label), bundles: n.kind === 'bundle' ? 0 : n.bundles, size: size(n), shape: shape(n.kind) },
});
const edgeOf = (e, i) => {
  const width = Math.min(8, 1 + Math.log2(1 + e.n) / 2);
  return { group: 'edges', data: { id: `l${i}`, source: e.a, target: e.b, width, thick: width + 3 } };
};

/* Draws nodes (whose labels are safe to show) and edges; onPick(id or null). */
export function openGraph(element, { nodes, edges, onPick }) {
  const cy = cytoscape({
    container: element, elements: [...nodes.map(nodeOf(layout(nodes, edges))), ...edges.map(edgeOf)], style: looks(), layout: { name: 'preset', fit: true, padding: 30 },
    minZoom: 0.05, maxZoom: 4, autounselectify: true, boxSelectionEnabled: false, hideEdgesOnViewport: edges.length > 2000, textureOnViewport: nodes.length > 1500,
  });
  cy.on('tap', (e) => onPick(e.target === cy ? null : e.target.isNode() ? e.target.id() : null));
  const pen = document.createElement('canvas').getContext('2d');
  const order = [...nodes].sort(weightier).map((n) => {
    pen.font = `${n.kind === 'bundle' ? 'bold ' : ''}${LETTERS.px}px ${FONT}`;
    return { id: n.id, shy: n.kind !== 'bundle' && n.bundles < 2, node: cy.getElementById(n.id), wide: Math.min(pen.measureText(n.label).width, LETTERS.wide) };
  });
  // Letters keep their size on the screen, so that more names have room when the picture is nearer.
  const write = (node, above) => node.style({
    label: node.data('label'), 'font-size': LETTERS.px / cy.zoom(), 'text-max-width': LETTERS.wide / cy.zoom(), 'text-margin-y': LETTERS.away / cy.zoom(), 'text-outline-width': LETTERS.rim / cy.zoom(), 'z-index': above ? 9 : 5,
  });
  const nameOf = ({ id, shy, node, wide }) => ({ shy, ...under(id, node.renderedPosition(), node.renderedHeight() / 2, wide, LETTERS) });
  const signOf = ({ id, node }) => {
    const { x, y } = node.renderedPosition();
    const half = node.renderedWidth() / 2;
    return { id, x1: x - half, y1: y - half, x2: x + half, y2: y + half };
  };
  const called = ({ node }) => node.hasClass('chosen') || node.hasClass('near') || node.hasClass('way');
  const inside = ({ x, y }) => x > -LETTERS.wide && y > -LETTERS.wide && x < cy.width() + LETTERS.wide && y < cy.height();
  const writeNames = () => {
    const seen = order.filter(({ node }) => inside(node.renderedPosition()));
    const first = [...seen.filter(called), ...seen.filter((o) => !called(o))];
    const hidden = covered(first.map(nameOf), first.map(signOf));
    const named = new Set(seen.filter((o) => !hidden.has(o.id) || called(o)).map((o) => o.id));
    cy.batch(() => order.forEach((o) => {
      if (named.has(o.id)) write(o.node, called(o));
      else if (o.node.style('label')) o.node.removeStyle();
    }));
  };
  let settled;
  // Cytoscape tells of a new size up to 100 ms later, also when the picture has gone by then.
  const soon = () => {
    clearTimeout(settled);
    if (!cy.destroyed()) settled = setTimeout(writeNames, SETTLED_MS);
  };
  writeNames();
  cy.on('viewport dragfree resize', soon);
  // A name that has no room is shown when its sign is pointed at.
  cy.on('mouseover mouseout', 'node', (e) => {
    e.target.toggleClass('near', e.type === 'mouseover');
    writeNames();
  });
  const middle = () => ({ x: cy.width() / 2, y: cy.height() / 2 });
  return {
    /* chosen: an id or null; steps: ids of a way that is shown, or null. */
    mark(chosen, steps) {
      cy.batch(() => {
        cy.elements().removeClass('dim way chosen');
        const one = chosen ? cy.getElementById(chosen) : cy.collection();
        one.addClass('chosen');
        if (steps) {
          const on = cy.collection().union(steps.map((id) => cy.getElementById(id)).reduce((a, b) => a.union(b), cy.collection()));
          const links = steps.slice(1).reduce((all, id, i) => all.union(cy.getElementById(steps[i]).edgesWith(cy.getElementById(id))), cy.collection());
          cy.elements().not(on).not(links).addClass('dim');
          on.union(links).addClass('way');
        } else if (chosen) cy.elements().not(one.closedNeighborhood()).addClass('dim');
      });
      writeNames();
    },
    /* What is looked at is in sight: a whole way, or one. */
    show(ids) {
      const all = ids.map((id) => cy.getElementById(id)).reduce((a, b) => a.union(b), cy.collection());
      if (ids.length > 1) cy.fit(all, 60);
      else if (all.nonempty()) cy.center(all);
    },
    zoom: (by) => cy.zoom({ level: cy.zoom() * by, renderedPosition: middle() }),
    fit: () => cy.fit(undefined, 30),
    theme() {
      cy.style(looks());
      writeNames();
    },
    end() {
      clearTimeout(settled);
      cy.destroy();
    },
  };
}
