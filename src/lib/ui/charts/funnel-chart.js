/**
 * Units as points of value by responses, with the limits within which chance alone leaves them. It reads the table that
 * the server has drawn (`table[data-funnel]` of the same section); without script the table stands alone. A bundle
 * of its own, like series-chart.js.
 */
import { Chart, LinearScale, LineElement, PointElement, ScatterController } from 'chart.js';

Chart.register(LinearScale, LineElement, PointElement, ScatterController);
const darkness = matchMedia('(prefers-color-scheme: dark)');

for (const figure of document.querySelectorAll('[data-chart="funnel"]')) {
  const canvas = figure.querySelector('canvas');
  const rows = [...(figure.closest('section')?.querySelectorAll('table[data-funnel] tbody tr') ?? [])];
  const whole = Number(figure.getAttribute('data-whole'));
  if (!canvas || rows.length < 2) continue;
  figure.removeAttribute('hidden');
  let chart = draw(canvas, rows.map(pointOf), whole);
  figure.addEventListener('drawpicture', (event) => {
    if (event instanceof CustomEvent) event.detail.chart = draw(event.detail.canvas, rows.map(pointOf), whole, 2);
  });
  figure.querySelector('[data-picture]')?.removeAttribute('hidden');
  darkness.addEventListener('change', () => {
    chart.destroy();
    chart = draw(canvas, rows.map(pointOf), whole);
  });
}

/**
 * @typedef {{ n: number, share: number, place: string, inner: number[], outer: number[] }} Point
 * @param {Element} row
 * @returns {Point}
 */
function pointOf(row) {
  /** @param {string} name */
  const value = (name) => Number(row.getAttribute(`data-${name}`));
  /** @param {string} name */
  const percents = (name) => [value(`${name}-low`) * 100, value(`${name}-high`) * 100];
  return {
    n: value('n'),
    share: value('share') * 100,
    place: row.getAttribute('data-place') ?? '',
    inner: percents('inner'),
    outer: percents('outer')
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {readonly Point[]} points
 * @param {number} whole
 * @param {number} [ratio] pixels of the picture for each of the page; that of the screen where none is given
 */
function draw(canvas, points, whole, ratio) {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const color = (name) => style.getPropertyValue(name).trim();
  const text = { color: color('--ink-3'), font: { family: getComputedStyle(document.body).fontFamily, size: 12 } };
  const sorted = points.toSorted((a, b) => a.n - b.n);
  /**
   * @param {(point: Point) => number} y
   * @param {number[]} borderDash
   */
  const limit = (y, borderDash) => ({
    data: sorted.map((point) => ({ x: point.n, y: y(point) })),
    showLine: true,
    pointRadius: 0,
    borderColor: color('--ink-3'),
    borderWidth: 1.5,
    borderDash
  });
  /** @param {string} place */
  const dots = (place) => sorted.filter((point) => point.place === place).map(({ n, share }) => ({ x: n, y: share }));
  const lowest = Math.min(...points.map(({ share, outer }) => Math.min(share, outer[0] ?? share)));
  // Shape and fill tell them apart, not colour alone: hollow inside, filled outside, a triangle far outside.
  const line = color('--cat-1');
  return new Chart(canvas, {
    type: 'scatter',
    data: {
      datasets: [
        { data: dots('inside'), pointRadius: 4, pointBackgroundColor: color('--surface'), pointBorderColor: line },
        { data: dots('between'), pointRadius: 4.5, pointBackgroundColor: line, pointBorderColor: line },
        {
          ...{ data: dots('outside'), pointRadius: 6, pointStyle: 'triangle' },
          ...{ pointBackgroundColor: color('--attention'), pointBorderColor: color('--attention') }
        },
        limit(({ inner }) => inner[0] ?? 0, [6, 4]),
        limit(({ inner }) => inner[1] ?? 100, [6, 4]),
        limit(({ outer }) => outer[0] ?? 0, []),
        limit(({ outer }) => outer[1] ?? 100, []),
        { ...limit(() => whole * 100, [1, 3]) }
      ]
    },
    options: {
      animation: false, // motion never decorates
      ...(ratio === undefined ? {} : { devicePixelRatio: ratio, responsive: false }),
      maintainAspectRatio: false,
      events: [], // the numbers stand in the table
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      layout: { padding: { top: 8, right: 12 } },
      scales: {
        x: { min: 0, ticks: text, grid: { display: false }, border: { color: color('--line-strong') } },
        y: {
          max: 100,
          min: Math.max(0, Math.floor(lowest / 10) * 10),
          ticks: { ...text, callback: (value) => `${value}\u00a0%` },
          grid: { color: color('--line') },
          border: { display: false }
        }
      }
    }
  });
}
