import { aligned } from './text-table.ts';

/** A result for people: tables by section, each estimate with its n and its interval beside it. JSON has every digit. */
export function resultTables(result: object): string {
  const n = numberIn(recordIn(result, 'sample'), 'n_responses');
  const sections = Object.entries(result).flatMap(([name, section]) => {
    if (!isRecord(section)) return [];
    const lines: Lines = { figures: [], facts: new Map() };
    collect(section, { path: [], n }, lines);
    return [`${name}\n${'─'.repeat(name.length)}`, ...printed(lines)];
  });
  return `${[NOTE, ...sections].join('\n\n')}\n`;
}

const NOTE =
  'Shares are in [0,1]. Standard errors hold if who answered is as good as random within each stratum.\n' +
  'The interval of a share is Wilson’s, with the effective n where the share is weighted. – : not estimable.';

/** What is left to the JSON: too long for a screen, or said by other lines. */
const LEFT_OUT = new Set(['covariance', 'weight_of_first_responses', 'counts', 'shares']);
/** The keys under which a figure has its value, its n and its interval; the first that is there is shown. */
const VALUES = ['estimate', 'mean', 'share', 'points', 'difference', 'alpha'];
const COUNTS = ['n', 'n_valid'];
const INTERVALS = ['ci', 'ci_wilson', 'ci_beta', 'ci_wald', 'ci_feldt', 'ci_newcombe', 'simultaneous_ci_wilson'];
const FURTHER = ['deff', 'p', 'p_holm', 'rank', 'rank_interval'];
const HEADER = ['', 'n', 'estimate', 'se', 'df', 'interval', 'deff', 'p', 'p (Holm)', 'rank', 'rank interval'];
/** Facts of more names than these stand below each other, not beside each other. */
const BESIDE_MAX = 12;

type Json = Readonly<Record<string, unknown>>;

interface Lines {
  readonly figures: string[][];
  /** Facts that have the same names are lines of one table. */
  readonly facts: Map<string, { readonly names: readonly string[]; readonly lines: string[][] }>;
}

interface Place {
  readonly path: readonly string[];
  /** Of the nearest figure above that has one. */
  readonly n: number | null;
}

function collect(value: Json, { path, n }: Place, lines: Lines): void {
  const valueKey = VALUES.find((key) => typeof value[key] === 'number' || value[key] === null);
  const isFigure = valueKey !== undefined && ('se' in value || INTERVALS.some((key) => key in value));
  const own = COUNTS.map((key) => numberIn(value, key)).find((count) => count !== null) ?? n;
  if (isFigure) {
    const interval = INTERVALS.map((key) => value[key]).find((one) => Array.isArray(one)) ?? null;
    const numbers = (keys: readonly string[]) => keys.map((key) => (key in value ? shown(value[key]) : ''));
    const beside = [shown(own), shown(value[valueKey]), ...numbers(['se', 'df']), shown(interval), ...numbers(FURTHER)];
    lines.figures.push([path.join(' '), ...beside]);
  } else addFacts(value, path, lines);
  for (const [key, inner] of Object.entries(value)) {
    if (!LEFT_OUT.has(key) && isRecord(inner)) collect(inner, { path: [...path, key], n: own }, lines);
  }
}

function addFacts(value: Json, path: readonly string[], { facts }: Lines): void {
  const own = Object.entries(value).filter(([key, inner]) => !LEFT_OUT.has(key) && !isRecord(inner));
  const isBeside = path.length > 0 && own.length <= BESIDE_MAX && own.every(([, inner]) => !Array.isArray(inner));
  const names = isBeside ? own.map(([key]) => key) : [];
  const group = facts.get(names.join()) ?? { names, lines: [] };
  if (own.length > 0) facts.set(names.join(), group);
  if (isBeside && own.length > 0) group.lines.push([path.join(' '), ...own.map(([, inner]) => shown(inner))]);
  if (!isBeside) group.lines.push(...own.map(([key, inner]) => [[...path, key].join(' '), shown(inner)]));
}

function printed({ figures, facts }: Lines): readonly string[] {
  const filled = HEADER.map((_, i) => i === 0 || figures.some((line) => (line[i] ?? '') !== ''));
  const columns = (line: readonly string[]) => line.filter((_, i) => filled[i]);
  const ofFacts = [...facts.values()].map(({ names, lines }) =>
    names.length > 0 ? aligned([['', ...names], ...lines], 'right') : aligned(lines, 'left')
  );
  return figures.length > 0 ? [...ofFacts, aligned([columns(HEADER), ...figures.map(columns)], 'right')] : ofFacts;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : fraction(value);
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  if (value.length === 0) return 'none';
  const parts = value.map(shown).join(', ');
  return value.every((part) => typeof part === 'number') ? `[${parts}]` : parts;
}

/** Four decimals, or two digits of a small number. */
function fraction(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(1);
  return size >= 0.001 ? value.toFixed(4) : value.toPrecision(2);
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordIn(value: object, key: string): Json {
  const inner: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return isRecord(inner) ? inner : {};
}

function numberIn(value: Json, key: string): number | null {
  const inner = value[key];
  return typeof inner === 'number' ? inner : null;
}
