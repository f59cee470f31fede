/**
 * The headline over the rounds as a line with its interval band. It reads the table that the server has drawn
 * (`table[data-series]`), so both hold the same numbers; without script the table stands alone. Plain JavaScript, sent
 * as it is: the pages are not hydrated, so no bundle holds it. `Chart` comes from chart.js's own minified file.
 */
/** @type {typeof import('chart.js').Chart} */
const ChartJs = Reflect.get(globalThis, 'Chart');
const darkness = matchMedia('(prefers-color-scheme: dark)');

for (const figure of document.querySelectorAll('[data-chart="series"]')) {
  const canvas = figure.querySelector('canvas');
  const points = [...document.querySelectorAll('table[data-series] tbody tr')].map(pointOf);
  if (!canvas || points.filter(({ share }) => share !== null).length < 2) continue; // no line from one point
  figure.removeAttribute('hidden');
  let chart = draw(canvas, points);
  darkness.addEventListener('change', () => {
    chart.destroy();
    chart = draw(canvas, points);
  });
}

/**
 * @typedef {{ label: string, share: number | null, low: number | null, high: number | null, isOpen: boolean, isChanged: boolean }} Point
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
    isChanged: row.hasAttribute('data-changed')
  };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {readonly Point[]} points
 */
function draw(canvas, points) {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const color = (name) => style.getPropertyValue(name).trim();
  const line = color('--cat-1');
  const text = { color: color('--ink-3'), font: { family: getComputedStyle(document.body).fontFamily, size: 12 } };
  /** @param {(number | null)[]} data */
  const edge = (data) => ({ data, borderWidth: 0, pointRadius: 0, fill: false });
  const lowest = Math.min(...points.map(({ low, share }) => low ?? share ?? 100));
  return new ChartJs(canvas, {
    type: 'line',
    data: {
      labels: points.map(({ label }) => label),
      datasets: [
        { ...edge(points.map(({ high }) => high)), fill: '+1', backgroundColor: `${line}2e` },
        edge(points.map(({ low }) => low)),
        {
          data: points.map(({ share }) => share),
          borderColor: line,
          borderWidth: 2,
          pointRadius: 4.5,
          pointBorderWidth: 2,
          pointBorderColor: line,
          // Over a change of the unit the line is broken: its ends are not the same unit.
          segment: { borderDash: ({ p1DataIndex }) => (points[p1DataIndex]?.isChanged ? [3, 5] : undefined) },
          pointBackgroundColor: points.map(({ isOpen }) => (isOpen ? color('--surface') : line))
        }
      ]
    },
    options: {
      animation: false, // motion never decorates
      maintainAspectRatio: false,
      spanGaps: false, // a hidden quarter leaves a gap
      events: [], // the numbers stand in the table
      plugins: { legend: { display: false }, tooltip: { enabled: false } },
      layout: { padding: { top: 8, right: 12 } },
      scales: {
        x: { offset: true, ticks: text, grid: { display: false }, border: { color: color('--line-strong') } },
        y: {
          max: 100,
          min: Math.max(0, Math.min(60, Math.floor(lowest / 10) * 10)),
          ticks: { ...text, stepSize: 10, callback: (value) => `${value}\u00a0%` },
          grid: { color: color('--line') },
          border: { display: false }
        }
      }
    }
  });
}
