import type { RequestEvent } from '@sveltejs/kit';
import { parseMeasure, type OfficialResult } from '../../domain/par/official-result.ts';
import type { PointsTargets } from '../../domain/par/points-target.ts';
import { REACHABLE_LEVELS, type ReachableLevel } from '../../domain/par/reachable.ts';
import { Problem } from '../../domain/shared/problem.ts';
import { pointsPage, type PointsQuery } from '../services/points/points-page.ts';
import type { Assessment, SheetQuery } from '../services/points/self-assessment.ts';
import { CHANGES_MAX, type Change } from '../services/points/what-if.ts';
import { choiceIn } from './choice-in.ts';
import { textField } from './form-field.ts';
import { problemText, statusOf } from './problem-reply.ts';

/**
 * The changes that an address asks for: `what1`, `unit1`, `who1`, `mode1`, `k1` and so on; a row without `what` is none.
 * What is no number is NaN.
 */
export function changesIn({ searchParams }: URL, unit: string): readonly Change[] {
  return Array.from({ length: CHANGES_MAX }, (_, i) => i + 1).flatMap((row): readonly Change[] => {
    const asked = (name: string) => (searchParams.get(`${name}${row}`) ?? '').slice(0, 80);
    if (asked('what') === '') return [];
    const k = numberIn(asked('k'));
    const cut = { respondentType: asked('who') || null, filingMode: asked('mode') || null };
    return [{ what: asked('what'), unit: asked('unit') || unit, ...cut, k }];
  });
}

/** The page of points; where its changes are refused the page without them, and why, so that another can be tried. */
export async function triedPage({ locals }: Pick<RequestEvent, 'locals'>, query: PointsQuery) {
  try {
    return { page: await pointsPage(locals.ctx, query), refused: null };
  } catch (fault) {
    if (!(fault instanceof Problem) || !fault.code.startsWith('what_if.')) throw fault;
    locals.replyStatus = statusOf(fault.code);
    return { page: await pointsPage(locals.ctx, { ...query, changes: [] }), refused: problemText({ locals }, fault) };
  }
}

/** Throws `filter.unknown`. */
export function levelIn({ searchParams }: URL, fallback: ReachableLevel): ReachableLevel {
  return choiceIn(searchParams, 'level', { choices: REACHABLE_LEVELS, fallback });
}

/** The targets that a form gives: `criterion:A1` and so on, and `total`; empty means none. */
export function targetsFrom(form: FormData): PointsTargets {
  const names = [...form.keys()].filter((name) => name.startsWith('criterion:'));
  const given = names.flatMap((name) => {
    const text = textField(form, name).trim();
    return text === '' ? [] : [[name.slice('criterion:'.length), numberIn(text)] as const];
  });
  const total = textField(form, 'total').trim();
  return { criteria: Object.fromEntries(given), total: total === '' ? null : numberIn(total) };
}

const OFFICIAL_FIELDS = ['year', 'measure', 'value', 'max', 'rank', 'rankOf', 'source', 'publishedOn'] as const;

/** An official result as its form gives it, null where there is no such measure; and what was typed. */
export function officialFrom(form: FormData) {
  const text = (name: string) => textField(form, name).slice(0, 400).trim();
  const typed: Record<string, string> = Object.fromEntries(OFFICIAL_FIELDS.map((name) => [name, text(name)]));
  const numberOrNone = (name: string) => (text(name) === '' ? null : numberIn(text(name)));
  const measure = parseMeasure(text('measure'));
  const result: OfficialResult | undefined = measure && {
    ...{ year: numberIn(text('year')), measure },
    ...{ value: numberIn(text('value')), max: numberIn(text('max')) },
    ...{ rank: numberOrNone('rank'), rankOf: numberOrNone('rankOf') },
    ...{ source: text('source'), publishedOn: text('publishedOn') }
  };
  return { result: result ?? null, revision: numberOrNone('revision'), typed };
}

/** The sheet that an address asks for. */
export function sheetIn({ searchParams }: URL): SheetQuery {
  return { period: searchParams.get('period') || null, round: searchParams.get('round') || null };
}

const ASSESSMENT_FIELDS = ['criterion', 'claimed', 'evidence', 'agency', 'status'] as const;

/** A row of the sheet as its form gives it, and what was typed. */
export function assessmentFrom(form: FormData) {
  const text = (name: string) => textField(form, name).slice(0, 1_000);
  const numberOrNone = (name: string) => (text(name).trim() === '' ? null : numberIn(text(name)));
  const assessment: Assessment = {
    ...{ period: text('period'), round: text('round'), criterion: text('criterion') },
    ...{ claimed: numberOrNone('claimed'), evidence: text('evidence'), agency: text('agency') },
    ...{ status: text('status'), revision: numberOrNone('revision') }
  };
  const typed: Record<string, string> = Object.fromEntries(ASSESSMENT_FIELDS.map((name) => [name, text(name)]));
  return { assessment, typed };
}

/** A number with a point or a comma, as people write it; NaN for another text. */
export function numberIn(text: string): number {
  return /^\d{1,9}(?:[.,]\d{1,6})?$/.test(text.trim()) ? Number(text.trim().replace(',', '.')) : NaN;
}
