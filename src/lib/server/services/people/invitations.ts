import { parseOneTimeCode } from '../../../domain/organisation/one-time-code.ts';
import { parseLinkCode } from '../../../domain/organisation/link-code.ts';
import type { ProblemNote } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import { linkOfCode, lookUpCode } from '../codes/response-codes.ts';
import { FIELD, firstOf, type SurveyFields } from '../submit/survey-fields.ts';

/** A one-time code that came with the address of a survey, or with its form. */
export interface Invitation {
  readonly code: string;
  /** The invited respondent type that it is for; null for all who may answer uninvited. */
  readonly respondentType: string | null;
}

/** Why a one-time code opens nothing: it is mistyped, was used, or must wait. */
export type ShutCode = 'code_malformed' | 'code_gone' | 'code_slow_down';

const SHUT_BY: Readonly<Record<string, ShutCode>> = {
  'code.malformed': 'code_malformed',
  'code.gone': 'code_gone',
  'code.slow_down': 'code_slow_down'
};
const SENT_MAX = 80;

/** What the code of the address `/s/LINK?c=CODE` opens; null where there is none, or no such link. */
export async function readInvitation(
  ctx: Context,
  address: { readonly link: string; readonly code: string | null }
): Promise<Invitation | ShutCode | null> {
  const { code } = address;
  const link = parseLinkCode(address.link);
  if (code === null || !link.ok || !ctx.directory.link(link.code)) return null;
  const look = await lookUpCode(ctx, link.code, code);
  if (look.kind === 'live') return { code, respondentType: look.code.respondentType };
  return SHUT_BY[look.problem] ?? 'code_gone';
}

/**
 * Where a code leads that somebody typed: a link's to its survey, a one-time code to the survey of its link, with the
 * code. One that was used leads nowhere any more; the page of an unknown code says so.
 */
export async function typedAddress(ctx: Context, typed: string, language: string): Promise<string> {
  const oneTime = parseOneTimeCode(typed);
  const link = oneTime === null ? null : await linkOfCode(ctx, oneTime);
  const query = new URLSearchParams({
    ...(link && oneTime && { c: oneTime }),
    ...(language === 'en' && { lang: language })
  });
  return `/s/${encodeURIComponent(link ?? typed)}${query.size > 0 ? `?${query}` : ''}`;
}

/** The code that a form carries. Whether it is live, and for whom, is looked up when the answer is stored. */
export function invitationIn(fields: SurveyFields): Invitation | null {
  const code = firstOf(fields, FIELD.code).slice(0, SENT_MAX);
  return code === '' ? null : { code, respondentType: firstOf(fields, FIELD.invitedAs).slice(0, SENT_MAX) || null };
}

/** The page that says why a form's code was not taken; undefined where that was not the reason. */
export function shutBy(problems: readonly ProblemNote[]): ShutCode | undefined {
  return problems.map(({ code }) => SHUT_BY[code]).find((kind) => kind !== undefined);
}
