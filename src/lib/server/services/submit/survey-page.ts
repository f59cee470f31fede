import { randomInt } from 'node:crypto';
import { bookletsFor, fullForm, openBooklets, type Booklet } from '../../../domain/questionnaire/booklets.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { bookletIndex, formIdFor } from '../../../domain/questionnaire/rotation.ts';
import { parseOneTimeCode } from '../../../domain/organisation/one-time-code.ts';
import { parseLinkCode } from '../../../domain/organisation/link-code.ts';
import type { Context } from '../../context.ts';
import type { LinkEntry, RoundEntry } from '../organisation/directory.ts';
import type { Invitation, ShutCode } from '../people/invitations.ts';

interface OpenSurvey {
  readonly link: LinkEntry;
  readonly round: RoundEntry;
  readonly questionnaire: Questionnaire;
  readonly filingMode: string;
  readonly invitation: Invitation | null;
}

export interface StageDoor extends OpenSurvey {
  readonly kind: 'stage';
  /** The stages that this link has questions for. */
  readonly stages: readonly string[];
}

export interface FormDoor extends OpenSurvey {
  readonly kind: 'form';
  readonly stage: string;
  /** Whether the link leaves the stage to the respondent. */
  readonly stageAsked: boolean;
  readonly booklets: readonly Booklet[];
}

export interface ShutDoor {
  readonly kind: 'malformed' | 'unknown' | 'revoked' | 'closed' | 'conflict' | ShutCode;
  /** What was typed or scanned, cut to what fits a line. */
  readonly code: string;
  readonly link: LinkEntry | undefined;
}

/** What stands behind an address `/s/CODE`. */
export type SurveyDoor = StageDoor | FormDoor | ShutDoor;

/** A link without a preset hangs at a counter. */
const USUAL_FILING_MODE = 'in_person';
const CODE_SHOWN_MAX = 16;

/**
 * Resolves the code of an address, from memory only. A closed round is told apart from a code that never was, so that
 * each page can say what to do.
 */
export function openDoor(
  ctx: Context,
  asked: { readonly code: string; readonly stage: string | null; readonly invitation?: Invitation | ShutCode | null }
): SurveyDoor {
  const parsed = parseLinkCode(asked.code);
  if (parseOneTimeCode(asked.code) !== null) return { kind: 'code_gone', code: '', link: undefined };
  if (!parsed.ok) return { kind: 'malformed', code: asked.code.slice(0, CODE_SHOWN_MAX), link: undefined };
  const link = ctx.directory.link(parsed.code);
  if (!link || link.channel === 'kiosk') return { kind: 'unknown', code: parsed.code, link: undefined };
  if (link.revoked) return { kind: 'revoked', code: link.code, link };
  const round = ctx.directory.openRound(link.counter.unit);
  if (!round) return { kind: 'closed', code: link.code, link };
  const { invitation = null } = asked;
  if (typeof invitation === 'string') return { kind: invitation, code: link.code, link };

  const questionnaire = ctx.directory.questionnaire(round.questionnaire);
  const open = { link, round, questionnaire, invitation, filingMode: link.filingMode ?? USUAL_FILING_MODE };
  const stages = questionnaire.stages.filter((stage) => bookletsOf(open, stage).length > 0);
  if (stages.length === 0) return { kind: 'closed', code: link.code, link };
  const only = stages.length === 1 ? stages[0] : undefined;
  const stage = stages.find((name) => name === (link.stage ?? only ?? asked.stage));
  if (stage === undefined) return { kind: 'stage', ...open, stages };
  const stageAsked = link.stage === null && only === undefined;
  return { kind: 'form', ...open, stage, stageAsked, booklets: bookletsOf(open, stage) };
}

/**
 * The booklets that a form of this link and stage may be. The full form is one booklet, made of all that fits any
 * respondent who may answer uninvited: the page does not know yet who that is. Who is invited has a form of their own.
 */
export function bookletsOf(
  survey: Pick<OpenSurvey, 'round' | 'questionnaire' | 'filingMode' | 'invitation'>,
  stage: string
): readonly Booklet[] {
  const { round, questionnaire, filingMode, invitation } = survey;
  const invitedAs = invitation?.respondentType ?? null;
  return booklets(questionnaire, { form: round.design.form, filingMode, stage, invitedAs });
}

/** The same of a questionnaire that no round asks yet. */
export function booklets(
  q: Questionnaire,
  of: {
    readonly form: 'booklet' | 'full';
    readonly filingMode: string;
    readonly stage: string;
    readonly invitedAs: string | null;
  }
): readonly Booklet[] {
  const { form, filingMode, stage, invitedAs } = of;
  if (form === 'booklet') {
    if (invitedAs === null) return openBooklets(q, filingMode, stage);
    return bookletsFor(q, { respondentType: invitedAs, filingMode, stage });
  }
  const forms = q.respondentTypes
    .filter((type) => (invitedAs === null ? !type.invitedOnly : type.id === invitedAs))
    .map((type) => fullForm(q, { respondentType: type.id, filingMode, stage }));
  const asked = new Set(forms.flatMap((one) => one.items));
  const items = q.areas.flatMap((area) => area.items.filter((item) => asked.has(item.id)).map((item) => item.id));
  const [first] = forms;
  return first && items.length > 0 ? [{ ...first, items }] : [];
}

/** The booklet that the form's id stands for; undefined where the family has none. */
export function bookletOfForm(booklets: readonly Booklet[], formId: string): Booklet | undefined {
  return booklets.length === 0 ? undefined : booklets[bookletIndex(formId, booklets.length)];
}

const turns = new Map<string, number>();

/**
 * A new form id whose booklet is the next in turn at this link: a balanced rotation per link and family. The count is
 * kept in memory and begins anywhere, so that restarts favour no booklet.
 */
export function nextFormId(ctx: Context, door: FormDoor): string {
  const count = door.booklets.length;
  const key = `${door.link.code} ${door.filingMode}/${door.stage}`;
  const index = (turns.get(key) ?? randomInt(count)) % count;
  turns.set(key, index + 1);
  return formIdFor({ random: ctx.newId(), index, count });
}
