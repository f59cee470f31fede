/**
 * The headline over the rounds as a line with its interval band. It reads the table that the server has drawn
 * (`table[data-series]`), so both hold the same numbers; without script the table stands alone.
 */
import { Chart, Filler, LinearScale, LineController, LineElement, PointElement, CategoryScale } from 'chart.js';

Chart.register(LineController, LineElement, PointElement, LinearScale, CategoryScale, Filler);

interface Point {
  readonly label: string;
  readonly share: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly isOpen: boolean;
}

const darkness = matchMedia('(prefers-color-scheme: dark)');

for (const figure of document.querySelectorAll<HTMLElement>('[data-chart="series"]')) {
  const table = document.querySelector<HTMLTableElement>('table[data-series]');
  const canvas = figure.querySelector('canvas');
  if (!table || !canvas) continue;
  figure.hidden = false;
  const points = [...table.querySelectorAll<HTMLTableRowElement>('tbody tr')].map(pointOf);
  let chart = draw(canvas, points);
  darkness.addEventListener('change', () => {
    chart.destroy();
    chart = draw(canvas, points);
  });
}

function pointOf(row: HTMLTableRowElement): Point {
  const value = (name: string) => (row.dataset[name] === undefined ? null : Number(row.dataset[name]) * 100);
  const isOpen = row.dataset['open'] !== undefined;
  return { label: row.dataset['label'] ?? '', share: value('share'), low: value('low'), high: value('high'), isOpen };
}

function draw(canvas: HTMLCanvasElement, points: readonly Point[]): Chart {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const line = color('--cat-1');
  const text = { color: color('--ink-3'), font: { family: getComputedStyle(document.body).fontFamily, size: 12 } };
  const lows = points.flatMap(({ low, share }) => low ?? share ?? []);
  const isVietnamese = document.documentElement.lang === 'vi';
  const percent = (value: number | string) => `${Number(value)}${isVietnamese ? '\u00a0' : ''}%`;
  return new Chart(canvas, {
    type: 'line',
    data: {
      labels: points.map(({ label }) => label),
      datasets: [
        {
          data: points.map(({ high }) => high),
          borderWidth: 0,
          pointRadius: 0,
          fill: '+1',
          backgroundColor: `${line}2e`
        },
        { data: points.map(({ low }) => low), borderWidth: 0, pointRadius: 0, fill: false },
        {
          data: points.map(({ share }) => share),
          borderColor: line,
          borderWidth: 2,
          pointRadius: 4.5,
          pointBorderWidth: 2,
          pointBorderColor: line,
          pointBackgroundColor: points.map(({ isOpen }) => (isOpen ? color('--surface') : line)),
          fill: false
        }
      ]
    },
    options: {
      animation: false, // motion never decorates
      maintainAspectRatio: false,
      spanGaps: false, // a hidden quarter leaves a gap
      events: [], // the numbers stand in the table
      layout: { padding: { top: 8, right: 12 } },
      scales: {
        x: { ticks: text, grid: { display: false }, border: { color: color('--line-strong') } },
        y: {
          max: 100,
          min: Math.max(0, Math.floor((Math.min(100, ...lows) - 5) / 10) * 10),
          ticks: { ...text, stepSize: 10, callback: percent },
          grid: { color: color('--line') },
          border: { display: false }
        }
      }
    }
  });
}
