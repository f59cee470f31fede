import { at, axisFor } from '../../ui/charts/axis.ts';

const INK = '#1b2458';
const GREY = '#5c6579';
const LINE = '#c9cedb';
const BAND = '#cfd6f0';
const FONT = 'font-family="Be Vietnam Pro"';

export interface ChartRow {
  readonly label: string;
  readonly value: number | null;
  readonly ci: readonly [number, number] | null;
  /** The round before: a hollow dot. */
  readonly earlier: number | null;
  /** Nothing may be concluded: grey. */
  readonly muted: boolean;
  /** What stands at the end of the row, as the table says it. */
  readonly told: string;
}

export interface Drawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const LABEL = 190;
const TOLD = 130;
const PLOT = 320;
const ROW = 30;

/** Shares with their intervals on one axis, one row each: readable in black and white, for dot, pill and hollow dot differ in shape. */
export function intervalChart(rows: readonly ChartRow[]): Drawing {
  const axis = axisFor(rows.flatMap(({ value, ci, earlier }) => [value, ci?.[0] ?? null, earlier]));
  const x = (share: number) => LABEL + (PLOT * at(axis, share)) / 100;
  const height = rows.length * ROW + 34;
  const ticks = axis.ticks.map(
    (tick) =>
      `<line x1="${x(tick)}" x2="${x(tick)}" y1="0" y2="${rows.length * ROW}" stroke="${LINE}"/>` +
      `<text x="${x(tick)}" y="${rows.length * ROW + 18}" font-size="12" text-anchor="middle" fill="${GREY}">${Math.round(tick * 100)}%</text>`
  );
  const drawn = rows.map(({ label, value, ci, earlier, muted, told }, i) => {
    const y = i * ROW + ROW / 2;
    const ink = muted ? GREY : INK;
    const pill = ci
      ? `<rect x="${x(ci[0])}" y="${y - 5.5}" width="${Math.max(1, x(ci[1]) - x(ci[0]))}" height="11" rx="5.5" fill="${muted ? '#eceef4' : BAND}" stroke="${ink}" stroke-width="0.8"${muted ? ' stroke-dasharray="3 2"' : ''}/>`
      : '';
    const hollow =
      earlier === null
        ? ''
        : `<circle cx="${x(earlier)}" cy="${y}" r="4" fill="#ffffff" stroke="${GREY}" stroke-width="1.5"/>`;
    const dot = value === null ? '' : `<circle cx="${x(value)}" cy="${y}" r="4.5" fill="${ink}"/>`;
    return (
      `<text x="0" y="${y + 4.5}" font-size="13" fill="#151a2b">${escaped(label)}</text>${pill}${hollow}${dot}` +
      `<text x="${LABEL + PLOT + TOLD}" y="${y + 4.5}" font-size="13" text-anchor="end" fill="#151a2b">${escaped(told)}</text>`
    );
  });
  return whole(LABEL + PLOT + TOLD, height, [...ticks, ...drawn]);
}

export interface ChartPoint {
  readonly label: string;
  readonly value: number | null;
  readonly ci: readonly [number, number] | null;
  /** The line is cut before it: other units than the point before. */
  readonly isBreak: boolean;
  readonly open: boolean;
}

/** A share over rounds: a line with the interval behind it; a hidden point leaves a gap, a break cuts the line. */
export function seriesChart(points: readonly ChartPoint[], hiddenWord: string): Drawing {
  const [left, top, width, plot] = [44, 10, 640, 190];
  const axis = axisFor(points.flatMap(({ value, ci }) => [value, ci?.[0] ?? null]));
  const y = (share: number) => top + plot - (plot * at(axis, share)) / 100;
  const step = (width - left - 20) / Math.max(1, points.length - 1);
  const x = (i: number) => (points.length === 1 ? (left + width) / 2 : left + 10 + i * step);
  const grid = axis.ticks.map(
    (tick) =>
      `<line x1="${left}" x2="${width}" y1="${y(tick)}" y2="${y(tick)}" stroke="${LINE}"/>` +
      `<text x="${left - 6}" y="${y(tick) + 4}" font-size="12" text-anchor="end" fill="${GREY}">${Math.round(tick * 100)}%</text>`
  );
  const drawn = points.map(({ label, value, ci, isBreak, open }, i) => {
    const before = points[i - 1];
    const at = `x="${x(i)}" font-size="12" text-anchor="middle"`;
    const name = `<text ${at} y="${top + plot + 20}" fill="#151a2b">${escaped(label)}</text>`;
    const edge = x(i) - step / 2;
    const cut = isBreak
      ? `<line x1="${edge}" x2="${edge}" y1="${top}" y2="${top + plot}" stroke="${GREY}" stroke-width="1.5" stroke-dasharray="2 3"/>`
      : '';
    if (value === null)
      return {
        under: cut,
        over: `${name}<text ${at} y="${top + plot - 6}" fill="${GREY}">${escaped(hiddenWord)}</text>`
      };
    const joined = before && before.value !== null && !isBreak ? before : null;
    const band = ci && joined?.ci ? ribbon([x(i - 1), x(i)], [joined.ci, ci], y) : '';
    const alone =
      ci && !joined
        ? `<line x1="${x(i)}" x2="${x(i)}" y1="${y(ci[0])}" y2="${y(ci[1])}" stroke="${BAND}" stroke-width="9"/>`
        : '';
    const line = joined
      ? `<line x1="${x(i - 1)}" y1="${y(joined.value ?? value)}" x2="${x(i)}" y2="${y(value)}" stroke="${INK}" stroke-width="2"/>`
      : '';
    const dot = `<circle cx="${x(i)}" cy="${y(value)}" r="4.5" fill="${open ? '#ffffff' : INK}" stroke="${INK}" stroke-width="2"/>`;
    return { under: band + alone + cut, over: line + dot + name };
  });
  const parts = [...drawn.map(({ under }) => under), ...drawn.map(({ over }) => over)];
  return whole(width + 10, top + plot + 30, [...grid, ...parts]);
}

/** The interval between two points, as an area. */
function ribbon(
  [from, to]: readonly [number, number],
  [before, after]: readonly [readonly [number, number], readonly [number, number]],
  y: (share: number) => number
): string {
  const corners = [
    [from, before[0]],
    [to, after[0]],
    [to, after[1]],
    [from, before[1]]
  ] as const;
  return `<path d="M${corners.map(([at_, share]) => `${at_} ${y(share)}`).join('L')}z" fill="${BAND}"/>`;
}

function whole(width: number, height: number, parts: readonly string[]): Drawing {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ${FONT}><rect width="100%" height="100%" fill="#ffffff"/>${parts.join('')}</svg>`;
  return { svg, width, height };
}

function escaped(text: string): string {
  return text.normalize('NFC').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
