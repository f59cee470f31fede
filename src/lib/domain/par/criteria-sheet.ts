import type { DocumentFault, FaultRule } from '../document/fault.ts';
import { folded } from '../shared/folded.ts';
import {
  CODE,
  CONTENT,
  CRITERIA_COLUMNS,
  FACTS,
  FILLED,
  KIND,
  OWNER,
  PART,
  POINTS,
  RULE_WORDS,
  SHARE,
  STATUS_WORDS,
  WEIGHT,
  type Column,
  type Kind
} from './criteria-table.ts';

/** A sheet as it was read: text cells under their columns. */
export interface CriteriaSheet {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly number: number; readonly cells: readonly string[] }[];
}

/** Where in a sheet a fault is. `rows` is empty where a row is missing, whose name then stands for the column. */
export interface SheetPlace {
  readonly rows: string;
  readonly column: string;
}
export interface SheetFault extends DocumentFault {
  readonly place: SheetPlace;
}

export interface ReadCriteriaSheet {
  /** The document that the sheet says, for `readCriteriaSet`. */
  readonly document: unknown;
  /** What is wrong with the rows themselves. */
  readonly faults: readonly SheetFault[];
  /** A fault of the document with its place in the sheet. */
  readonly placed: (fault: DocumentFault) => SheetFault;
}

interface Given {
  readonly number: number;
  readonly text: (column: Column) => string;
}

/** Reads a sheet row by row: each fault has its row and column, and none hides another. */
export function readCriteriaSheet(sheet: CriteriaSheet): ReadCriteriaSheet {
  const reading = new Reading();
  for (const column of CRITERIA_COLUMNS) {
    if (!sheet.columns.includes(column)) reading.fault('1', column, 'missing', column);
  }
  const given = sheet.rows.map(({ number, cells }): Given => {
    return { number, text: (column) => cells[sheet.columns.indexOf(column)] ?? '' };
  });
  const rowsOf = Map.groupBy(given, (row) => reading.kindOf(row));
  const facts = reading.facts(rowsOf.get('thông tin') ?? []);
  const criteria = (rowsOf.get('tiêu chí') ?? []).map((row, i) => reading.criterion(row, `criteria.${i}`));
  const others = (rowsOf.get('tiêu chí khác') ?? []).map((row, i) => reading.other(row, `others.${i}`));
  const optionWeights = reading.optionWeights(rowsOf.get('mức trả lời') ?? []);
  const steps = (rowsOf.get('bậc') ?? []).map((row, i) => ({
    minShare: reading.number(row, SHARE, `steps.${i}.minShare`),
    shareOfPoints: reading.number(row, PART, `steps.${i}.shareOfPoints`)
  }));
  return {
    document: {
      schema: 'hailong-criteria-set/1',
      ...facts,
      optionWeights,
      steps,
      criteria,
      ...(others.length > 0 ? { others } : {})
    },
    faults: reading.faults,
    placed: (fault) => ({ ...fault, place: reading.placeOf(fault, rowsOf) })
  };
}

/** Decimals with a point or a comma, as people write them here. */
const NUMBER = /^-?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?$/i;

class Reading {
  readonly faults: SheetFault[] = [];
  /** Place of each member of the document, by its path. */
  private readonly places = new Map<string, SheetPlace>();

  fault(rows: string, column: string, rule: FaultRule, detail: string): void {
    this.faults.push({ at: `${rows} ${column}`, rule, detail, place: { rows, column } });
  }

  /** What a row is; a cell that such a row does not have is a fault. */
  kindOf(row: Given): Kind | null {
    const word = folded(row.text(KIND));
    const kind = kinds.find((known) => folded(known) === word);
    if (kind === undefined) {
      this.fault(String(row.number), KIND, 'not_allowed', row.text(KIND));
      return null;
    }
    const own: readonly string[] = FILLED[kind];
    for (const column of CRITERIA_COLUMNS) {
      if (column !== KIND && !own.includes(column) && row.text(column) !== '')
        this.fault(String(row.number), column, 'unknown_key', row.text(column));
    }
    return kind;
  }

  facts(rows: readonly Given[]): Readonly<Record<string, unknown>> {
    const title: Record<string, string> = {};
    const facts: Record<string, unknown> = {};
    for (const row of rows) {
      const language = TITLE.exec(row.text(CODE))?.[1];
      const member = language === undefined ? memberOf(row.text(CODE)) : `title.${language}`;
      if (member === undefined) {
        this.fault(String(row.number), CODE, 'unknown_key', row.text(CODE));
        continue;
      }
      if (this.places.has(member)) this.fault(String(row.number), CODE, 'twice', row.text(CODE));
      const value = member === 'maxPointsTotal' ? this.number(row, CONTENT, member) : this.words(row, CONTENT, member);
      if (value === undefined) continue;
      if (language !== undefined) title[language] = String(value);
      else facts[member] = member === 'status' || member === 'rule' ? codeOf(member, String(value)) : value;
    }
    return { title, ...facts };
  }

  criterion(row: Given, at: string) {
    const owner = this.words(row, OWNER, `${at}.owner`);
    return {
      area: this.words(row, CODE, `${at}.area`),
      maxPoints: this.number(row, POINTS, `${at}.maxPoints`),
      weight: this.number(row, WEIGHT, `${at}.weight`),
      ...(owner === undefined ? {} : { owner })
    };
  }

  other(row: Given, at: string) {
    const owner = this.words(row, OWNER, `${at}.owner`);
    return {
      id: this.words(row, CODE, `${at}.id`),
      title: this.words(row, CONTENT, `${at}.title`),
      maxPoints: this.number(row, POINTS, `${at}.maxPoints`),
      ...(owner === undefined ? {} : { owner })
    };
  }

  optionWeights(rows: readonly Given[]): readonly (number | undefined)[] {
    const weights: (number | undefined)[] = [undefined, undefined, undefined, undefined, undefined];
    for (const row of rows) {
      const level = row.text(CODE);
      const at = `optionWeights.${Number(level) - 1}`;
      if (!/^[1-5]$/.test(level)) this.fault(String(row.number), CODE, 'not_allowed', level);
      else {
        if (this.places.has(at)) this.fault(String(row.number), CODE, 'twice', level);
        weights[Number(level) - 1] = this.number(row, WEIGHT, at);
      }
    }
    return weights;
  }

  /** Undefined where the cell is empty: then the document lacks it. */
  private words(row: Given, column: Column, at: string): string | undefined {
    this.places.set(at, { rows: String(row.number), column });
    return row.text(column) === '' ? undefined : row.text(column);
  }

  number(row: Given, column: Column, at: string): number | undefined {
    const text = this.words(row, column, at);
    if (text === undefined) return undefined;
    if (NUMBER.test(text)) return Number(text.replace(',', '.'));
    this.fault(String(row.number), column, 'number', text);
    return undefined;
  }

  placeOf({ at, rule }: DocumentFault, rowsOf: ReadonlyMap<Kind | null, readonly Given[]>): SheetPlace {
    const known = this.places.get(at === '(root)' ? 'maxPointsTotal' : at);
    if (known) return known;
    const list = Object.entries(LISTS).find(([name]) => name === at)?.[1];
    if (!list) return { rows: '', column: missingRow(at) };
    const numbers = (rowsOf.get(list.kind) ?? []).map((row) => row.number);
    if (numbers.length === 0) return { rows: '', column: list.kind };
    const rows = numbers.length === 1 ? numbers.join('') : `${Math.min(...numbers)}–${Math.max(...numbers)}`;
    return { rows, column: rule === 'twice' ? CODE : list.column };
  }
}

/** Lists of the document, of which a fault concerns all rows. */
const LISTS = {
  criteria: { kind: 'tiêu chí', column: WEIGHT },
  others: { kind: 'tiêu chí khác', column: CODE },
  steps: { kind: 'bậc', column: SHARE }
} as const satisfies Readonly<Record<string, { kind: Kind; column: Column }>>;

/** What a row would be called that a member of the document should have come from. */
function missingRow(at: string): string {
  const level = /^optionWeights\.(\d)$/.exec(at)?.[1];
  if (level !== undefined) return `mức trả lời ${Number(level) + 1}`;
  if (at.startsWith('title')) return 'tên (vi)';
  return Object.entries(FACTS).find(([, name]) => name === at)?.[0] ?? at;
}

/** A title and its language; a name that JavaScript's objects have already is none. */
const TITLE = /^tên \(([a-z][\w-]{0,20})\)$/i;

const kinds: readonly Kind[] = ['thông tin', 'tiêu chí', 'tiêu chí khác', 'mức trả lời', 'bậc'];

const memberOf = (code: string): string | undefined =>
  Object.entries(FACTS).find(([label]) => folded(label) === folded(code))?.[1];

/** The code that a word stands for; a word that is none stays, and is refused by the document. */
function codeOf(member: 'status' | 'rule', word: string): string {
  const words: Readonly<Record<string, string>> = member === 'status' ? STATUS_WORDS : RULE_WORDS;
  return Object.entries(words).find(([, known]) => folded(known) === folded(word))?.[0] ?? word;
}
