/** Numbers, days and names as UX §5 writes them, in one place; tests/unit/format.test.ts pins each row of its table. */
import type { Interval } from '../domain/estimate/domain-estimate.ts';
import { roundHalfUp } from '../domain/shared/rounding.ts';

type FormatLanguage = 'vi' | 'en';

const NO_BREAK_SPACE = '\u00a0';
const MINUS = '\u2212';
const VIETNAM_OFFSET_MS = 7 * 3_600_000;

interface Words {
  readonly locale: string;
  readonly percent: string;
  readonly of: string;
  readonly to: string;
  readonly changeUnit: string;
}

const WORDS: Readonly<Record<FormatLanguage, Words>> = {
  vi: { locale: 'vi-VN', percent: `${NO_BREAK_SPACE}%`, of: 'trên', to: 'đến', changeUnit: 'điểm %' },
  en: { locale: 'en-GB', percent: '%', of: 'out of', to: 'to', changeUnit: 'points' }
};

export type Format = ReturnType<typeof formatter>;

const FORMATS: Readonly<Record<FormatLanguage, Format>> = { vi: formatter('vi'), en: formatter('en') };

/** The formats of a language; Intl objects are made once. */
export function formatFor(language: FormatLanguage): Format {
  return FORMATS[language];
}

function formatter(language: FormatLanguage) {
  const words = WORDS[language];
  const number = decimals(words.locale);
  const hundred = (share: number) => number(share * 100, 1);
  const signed = (text: string) => (text.startsWith(MINUS) || /^[0.,]+$/.test(text) ? text : `+${text}`);
  const range = (ends: readonly [string, string]) => `${ends[0]} ${words.to} ${ends[1]}`;
  const clipped = ([low, high]: Interval, min: number, max: number): Interval => [
    Math.max(min, low),
    Math.min(max, high)
  ];
  return {
    /** A share in [0, 1]: 87,8 %. */
    share: (share: number) => hundred(share) + words.percent,
    /** The same without its sign, where the column's head has it: 87,8. */
    shareNumber: hundred,
    /** A mean on 1 … 5: 4,21 trên 5. */
    mean: (mean: number) => `${number(mean, 2)} ${words.of} 5`,
    meanNumber: (mean: number) => number(mean, 2),
    /** Points of a maximum: 8,28 / 10. */
    points: (points: number, pointsMax: number) => `${number(points, 2)} / ${plain(words.locale, pointsMax)}`,
    pointsNumber: (points: number) => number(points, 2),
    /** Points that are missing, above 0: below what is written, < 0,01. */
    pointsGap: (points: number) => (points < 0.005 ? `<\u00a0${number(0.01, 2)}` : number(points, 2)),
    /** In the head or foot of a column of maxima: 1,0. */
    pointsMax: (pointsMax: number) => number(pointsMax, 1),
    plain: (value: number) => plain(words.locale, value),
    /** A difference of shares: +2,1 điểm %. */
    change: (difference: number) => `${signed(hundred(difference))} ${words.changeUnit}`,
    changeNumber: (difference: number) => signed(hundred(difference)),
    /** The size of a difference, where words say its direction: 2,1 điểm %. */
    changeSize: (difference: number) => `${hundred(Math.abs(difference))} ${words.changeUnit}`,
    /** Limits of a difference of shares, clipped to [−1, 1] for the eye only: −0,9 đến +3,0. */
    changeInterval: (ci: Interval) => range(both(clipped(ci, -1, 1), (end) => signed(hundred(end)))),
    /** Limits of a share, clipped to [0, 1] for the eye only: 84,0 đến 86,6. */
    shareInterval: (ci: Interval) => range(both(clipped(ci, 0, 1), hundred)),
    meanInterval: (ci: Interval) => range(both(clipped(ci, 1, 5), (mean) => number(mean, 2))),
    pointsInterval: (ci: Interval, pointsMax: number) =>
      range(both(clipped(ci, 0, pointsMax), (points) => number(points, 2))),
    /** For reports: 84,0–86,6. */
    reportInterval: (ci: Interval) => both(clipped(ci, 0, 1), hundred).join('–'),
    count: (count: number) => number(count, 0),
    n: (n: number) => `n = ${number(n, 0)}`,
    /** 41 / 286. */
    ratio: (part: number, whole: number) => `${number(part, 0)} / ${number(whole, 0)}`,
    /** A day `YYYY-MM-DD`: 18/9/2026. */
    day: (day: string) => dayParts(day).join('/'),
    shortDay: (day: string) => dayParts(day).slice(0, 2).join('/'),
    /** An instant in epoch milliseconds, in Vietnam: 14:30, 18/9/2026. */
    time: (instantMs: number) => {
      return `${clock(instantMs)}, ${dayParts(local(instantMs).day).join('/')}`;
    },
    /** The same for citizens: 9 giờ 42, ngày 18/9/2026. */
    citizenTime: (instantMs: number) => {
      const { day, hour, minute } = local(instantMs);
      const date = dayParts(day).join('/');
      return language === 'vi' ? `${hour} giờ ${minute}, ngày ${date}` : `${hour}:${minute}, ${date}`;
    },
    /** Quý III/2026. */
    quarter: (quarter: Quarter) =>
      language === 'vi' ? `Quý ${ROMAN[quarter.quarter - 1]}/${quarter.year}` : `Q${quarter.quarter} ${quarter.year}`,
    /** On an axis: III/26. */
    quarterAxis: ({ year, quarter }: Quarter) =>
      `${language === 'vi' ? ROMAN[quarter - 1] : `Q${quarter}`}/${String(year).slice(2)}`,
    /** A round's name: a quarter is written in the reader's language, any other name stays. */
    round(name: string): string {
      const quarter = parseQuarter(name);
      return quarter ? this.quarter(quarter) : name;
    },
    roundAxis(name: string): string {
      const quarter = parseQuarter(name);
      return quarter ? this.quarterAxis(quarter) : name;
    },
    /** Inside a sentence: quý III/2026. */
    roundInText(name: string): string {
      return this.round(name).replace(/^Quý /, 'quý ');
    },
    /** A receipt or code in groups of four, to be read aloud: 7Q2M-9KXD. */
    groups: (code: string) => code.match(/.{1,4}/g)?.join('-') ?? code
  };
}

export interface Quarter {
  readonly year: number;
  readonly quarter: 1 | 2 | 3 | 4;
}

const ROMAN = ['I', 'II', 'III', 'IV'] as const;
const QUARTERS = [1, 2, 3, 4] as const;

/** "Quý III/2026", or as the plan keeps it 2026-Q3, as a quarter; null for another name. */
export function parseQuarter(name: string): Quarter | null {
  const [, roman, year] = /^Quý (I{1,3}|IV)\/(\d{4})$/.exec(name) ?? [];
  const [, planned, number] = /^(\d{4})-Q([1-4])$/.exec(name) ?? [];
  if (planned !== undefined) return { year: Number(planned), quarter: QUARTERS[Number(number) - 1] ?? 1 };
  const quarter = QUARTERS[ROMAN.findIndex((numeral) => numeral === roman)];
  return quarter && year !== undefined ? { year: Number(year), quarter } : null;
}

function decimals(locale: string): (value: number, digits: number) => string {
  const formats = [0, 1, 2].map(
    (digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  );
  return (value, digits) => {
    const rounded = roundHalfUp(value, digits);
    return (formats[digits]?.format(rounded === 0 ? 0 : rounded) ?? String(rounded)).replace('-', MINUS);
  };
}

function plain(locale: string, value: number): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
}

function both([low, high]: Interval, write: (end: number) => string): [string, string] {
  return [write(low), write(high)];
}

/** Day, month, year without leading zeros. */
function dayParts(day: string): string[] {
  return day
    .split('-')
    .reverse()
    .map((part) => String(Number(part)));
}

/** The time of day of an instant, in Vietnam: 14:30. */
export function clock(instantMs: number): string {
  const { hour, minute } = local(instantMs);
  return `${hour}:${minute}`;
}

function local(instantMs: number): { day: string; hour: string; minute: string } {
  const text = new Date(instantMs + VIETNAM_OFFSET_MS).toISOString();
  return { day: text.slice(0, 10), hour: String(Number(text.slice(11, 13))), minute: text.slice(14, 16) };
}
