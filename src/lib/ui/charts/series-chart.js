/**
 * A share over time as a line with its interval band. It reads the table that the server has drawn
 * (`table[data-series]` of the same section), so both hold the same numbers; without script the table stands alone.
 * Plain JavaScript: the pages are not hydrated, so that it is a bundle of its own (`?worker&url`) with what it needs of
 * chart.js, loaded by the pages that have a chart.
 */
import { CategoryScale, Chart, Filler, LinearScale, LineController, LineElement, PointElement } from 'chart.js';

Chart.register(CategoryScale, Filler, LinearScale, LineController, LineElement, PointElement);
const darkness = matchMedia('(prefers-color-scheme: dark)');

for (const figure of document.querySelectorAll('[data-chart="series"]')) {
  const canvas = figure.querySelector('canvas');
  const table = figure.closest('section')?.querySelector('table[data-series]');
  const rows = [...(table?.querySelectorAll('tbody tr[data-label]') ?? [])].map(pointOf);
  const points = table?.getAttribute('data-series') === 'newest' ? rows.reverse() : rows;
  if (!canvas || points.filter(({ share }) => share !== null).length < 2) continue; // no line from one point
  figure.removeAttribute('hidden');
  let chart = draw(canvas, points);
  // chart-picture.js asks for the same chart on a canvas of its own.
  figure.addEventListener('drawpicture', (event) => {
    if (event instanceof CustomEvent) event.detail.chart = draw(event.detail.canvas, points, 2);
  });
  figure.querySelector('[data-picture]')?.removeAttribute('hidden');
  darkness.addEventListener('change', () => {
    chart.destroy();
    chart = draw(canvas, points);
  });
}

/**
 * @typedef {{ label: string, share: number | null, low: number | null, high: number | null, isOpen: boolean, isCut: boolean, mark: string | null, outages: readonly (readonly number[])[], hidden: string | null }} Point
 * @param {Element} row
 * @returns {Point}
 */
function pointOf(row) {
  /** @param {string} name */
  const value = (name) => (row.hasAttribute(name) ? Number(row.getAttribute(name)) * 100 : null);
  return {
    label: row.getAttribute('data-label') ?? '',
    share: value('data-share'),
    low: value('data-low'),
    high: value('data-high'),
    isOpen: row.hasAttribute('data-open'),
    isCut: row.hasAttribute('data-cut'),
    mark: row.getAttribute('data-mark'),
    outages: (row.getAttribute('data-outages') ?? '').split(' ').map((part) => part.split('-').map(Number)),
    hidden: row.getAttribute('data-hidden')
  };
}

/**
 * A design token as the page has it.
 * @param {string} name
 */
function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {readonly Point[]} points
 * @param {number} [ratio] pixels of the picture for each of the page; that of the screen where none is given
 */
function draw(canvas, points, ratio) {
  const line = token('--cat-1');
  const text = { color: token('--ink-3'), font: { family: getComputedStyle(document.body).fontFamily, size: 12 } };
  // Over a cut there is neither line nor band: its ends are not the same unit, or not the same question.
  /** @param {{ p1DataIndex: number }} part */
  const gone = ({ p1DataIndex }) => (points[p1DataIndex]?.isCut ? 'transparent' : undefined);
  /** @param {(number | null)[]} data */
  const edge = (data) => ({
    data,
    spanGaps: false,
    borderColor: `${line}8c`,
    borderWidth: 1,
    pointRadius: 0,
    fill: false
  });
  const lowest = Math.min(...points.map(({ low, share }) => low ?? share ?? 100));
  return new Chart(canvas, {
    type: 'line',
    data: {
      labels: points.map(({ label }) => label),
      datasets: [
        {
          ...edge(points.map(({ high }) => high)),
          fill: '+1',
          backgroundColor: `${line}2e`,
          segment: { borderColor: gone, backgroundColor: gone }
        },
        { ...edge(points.map(({ low }) => low)), segment: { borderColor: gone } },
        {
          data: points.map(({ share }) => share),
          spanGaps: false, // what is hidden leaves a gap
          borderColor: line,
          borderWidth: 2,
          pointRadius: points.length > 60 ? 2.5 : 4.5,
          pointBorderWidth: 2,
          pointBorderColor: line,
          segment: { borderColor: gone },
          pointBackgroundColor: points.map(({ isOpen }) => (isOpen ? token('--surface') : line))
        }
      ]
    },
    plugins: [outageBands(points), marks(points)],
    options: {
      animation: false, // motion never decorates
      ...(ratio === undefined ? {} : { devicePixelRatio: ratio, responsive: false }),
      maintainAspectRatio: false,
      events: [], // the numbers stand in the table
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      layout: { padding: { top: points.some(({ mark }) => mark !== null) ? 22 : 8, right: 12 } },
      scales: {
        x: {
          offset: true,
          ticks: { ...text, maxRotation: 0, autoSkipPadding: 12 },
          grid: { display: false },
          border: { color: token('--line-strong') }
        },
        y: {
          max: 100,
          min: Math.max(0, Math.min(60, Math.floor(lowest / 10) * 10)),
          ticks: { ...text, stepSize: 10, callback: (value) => `${value}\u00a0%` },
          grid: { color: token('--line') },
          border: { display: false }
        }
      }
    }
  });
}

/**
 * Days of outages as bands behind the line, where they lie in the span of their point, each over a wedge on the axis.
 * @param {readonly Point[]} points
 * @returns {import('chart.js').Plugin}
 */
function outageBands(points) {
  return {
    id: 'outages',
    beforeDatasetsDraw({ ctx, chartArea, scales: { x } }) {
      if (!x) return;
      const slot = (chartArea.right - chartArea.left) / points.length;
      ctx.save();
      for (const [i, { outages }] of points.entries()) {
        for (const [start = NaN, end = NaN] of outages.filter((part) => part.length === 2)) {
          const width = Math.max(5, (end - start) * slot);
          const middle = x.getPixelForValue(i) + ((start + end) / 2 - 0.5) * slot;
          const left = Math.min(Math.max(chartArea.left, middle - width / 2), chartArea.right - width);
          ctx.fillStyle = `${token('--ink-3')}33`;
          ctx.fillRect(left, chartArea.top, width, chartArea.bottom - chartArea.top);
          ctx.fillStyle = token('--ink-2');
          ctx.beginPath();
          ctx.moveTo(left + width / 2 - 5, chartArea.bottom);
          ctx.lineTo(left + width / 2, chartArea.bottom - 9);
          ctx.lineTo(left + width / 2 + 5, chartArea.bottom);
          ctx.fill();
        }
      }
      ctx.restore();
    }
  };
}

/**
 * Breaks as dotted lines before the point that they come to, the hidden by its word on the axis.
 * @param {readonly Point[]} points
 * @returns {import('chart.js').Plugin}
 */
function marks(points) {
  return {
    id: 'marks',
    afterDatasetsDraw({ ctx, chartArea, scales: { x } }) {
      if (!x) return;
      ctx.save();
      ctx.font = `12px ${getComputedStyle(document.body).fontFamily}`;
      ctx.textBaseline = 'bottom';
      for (const [i, { mark, isCut, hidden }] of points.entries()) {
        const at = x.getPixelForValue(i);
        ctx.fillStyle = token('--ink-2');
        ctx.textAlign = 'center';
        if (hidden !== null) ctx.fillText(hidden, at, chartArea.bottom - 3);
        if (mark === null || i === 0) continue;
        const between = (at + x.getPixelForValue(i - 1)) / 2;
        ctx.strokeStyle = isCut ? token('--attention') : token('--ink-3');
        ctx.fillStyle = ctx.strokeStyle;
        ctx.lineWidth = isCut ? 2 : 1;
        ctx.setLineDash([2, 4]);
        ctx.beginPath();
        ctx.moveTo(between, isCut ? chartArea.top - 8 : chartArea.bottom - chartArea.height / 4);
        ctx.lineTo(between, chartArea.bottom);
        ctx.stroke();
        const isLate = between > (chartArea.left + chartArea.right) / 2;
        ctx.textAlign = isLate ? 'right' : 'left';
        const top = isCut ? chartArea.top - 4 : chartArea.bottom - chartArea.height / 4;
        ctx.fillText(mark, between + (isLate ? -5 : 5), top);
      }
      ctx.restore();
    }
  };
}

export {}; // a module, whose names are its own
