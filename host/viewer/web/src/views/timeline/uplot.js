// The bars, by uPlot: a chunk of its own, loaded when the view opens.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { css } from '../../lib/colors.js';
import { GROUPS } from './groups.js';

const HEIGHT = 260;

function options(width, { label, moment, onZoom, onCursor }) {
  const line = { stroke: () => css('--dim'), grid: { stroke: () => css('--hair'), width: 1 }, ticks: { stroke: () => css('--hair') } };
  const font = '12px system-ui, sans-serif';
  const bars = uPlot.paths.bars({ size: [0.86, 64], align: 1 });
  return {
    width,
    height: HEIGHT,
    padding: [14, 44, 0, 8],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC'),
    cursor: { points: { show: false }, drag: { x: true, y: false, setScale: false }, y: false },
    scales: { x: { time: true }, y: { range: (u, low, high) => [0, Math.max(1, high)] } },
    axes: [
      { ...line, font, values: (u, splits) => splits.map((s, i) => moment(s * 1e6, i ? splits[i - 1] * 1e6 : null)), space: 110 },
      { ...line, font, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7], size: 56, label, labelSize: 18, labelFont: font },
    ],
    // The last group lies on top of all: it is drawn first, and each one before it over it.
    series: [{}, ...GROUPS.map((g) => ({ label: g.id, paths: bars, points: { show: false }, width: 0, fill: () => css(`--group-${g.id}`) })).reverse()],
    hooks: {
      setSelect: [(u) => {
        if (u.select.width < 4) return;
        const [a, b] = [u.select.left, u.select.left + u.select.width].map((x) => Math.round(u.posToVal(x, 'x') * 1e6));
        u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        onZoom(a, b);
      }],
      setCursor: [(u) => onCursor(u.cursor.idx ?? null)],
    },
  };
}

/* rows: see stacked(); from, until: what is shown, in microseconds. */
const inOrder = ([xs, ...rows]) => [xs, ...rows.reverse()];

export function drawChart(element, told) {
  const plot = new uPlot(options(element.clientWidth, told), [[], ...GROUPS.map(() => [])], element);
  const size = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
  size.observe(element);
  return {
    set(rows, from, until) {
      plot.batch(() => {
        plot.setData(inOrder(rows), false);
        plot.setScale('x', { min: from / 1e6, max: until / 1e6 });
        plot.setScale('y', { min: 0, max: Math.max(1, ...rows.at(-1)) });
      });
    },
    /* A bar is pointed at from the keyboard. */
    point(index) {
      const left = index === null ? -10 : plot.valToPos(plot.data[0][index], 'x') + 1;
      plot.setCursor({ left, top: 10 }, false);
    },
    again: () => plot.redraw(false, true),
    end() {
      size.disconnect();
      plot.destroy();
    },
  };
}
