import { canonicalJson } from '../../../domain/shared/canonical.ts';
import { Problem } from '../../../domain/shared/problem.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import type { EstimateQuery } from '../rounds/round-reading.ts';
import { aheadOfLooks, figuresInTurn, somebodyLooks } from './figures-in-turn.ts';

/**
 * Views of large rounds, kept for a minute. Each of their looks reads tens of thousands of cells, and answers come in
 * between any two; so a view is told as it was made, a minute or two ago at most, and made anew in the background, between
 * two looks, as long as somebody asks for it. What people do (moved answers, transactions, targets, another scorecard) stands in the audit,
 * and what they see of it must not wait: its last entry, the directory and the day are the mark of a view. Readers with
 * the same grants see the same. Rounds of fewer units are read at every look.
 */
const LARGE_UNITS = 200;
const RENEWED_AFTER_MS = 45_000;
/** Of the time, a quarter at most goes into making views anew: where there are many, each is made more seldom. */
const REST_SHARE = 4;
/** A view that took less is not made ahead: who asks next waits for it. */
const SLOW_MS = 100;
/** How long it is made anew after somebody last asked for it. */
const WANTED_MS = 15 * 60_000;
const KEPT_MAX = 48;

interface Mark {
  readonly act: number;
  readonly day: string;
  /** The very list of rounds: the directory makes it anew with whatever it holds. */
  readonly rounds: ReturnType<Context['directory']['rounds']>;
}

interface Kept {
  readonly mark: Mark;
  readonly made: Promise<unknown>;
  askedAt: number;
  /** Until it is made anew. It holds the view, so that it ends with it. */
  timer?: NodeJS.Timeout;
}

/** By directory, so that two installations in one process never meet. The one asked for longest ago goes first. */
const kept = new WeakMap<Context['directory'], Map<string, Kept>>();

/** Whether views are kept at all. */
export function isLarge({ directory }: Context): boolean {
  return directory.rounds().some(({ units }) => units.size >= LARGE_UNITS);
}

/** What of a query tells its figures apart: a query may carry more of the address that asked. */
export function named({ round, unit, respondentType, filingMode, lane }: EstimateQuery): readonly (string | null)[] {
  return [round, unit, respondentType, filingMode, lane];
}

/** A view with the instant whose figures it tells, in epoch milliseconds. */
export type AsOf<T> = T & { readonly asOf: number };

/** A view under a name that says all that was asked for. It is computed in turn. The caller has checked the permission. */
export async function keptView<T extends object>(
  ctx: Context,
  name: unknown,
  computeView: () => Promise<T>
): Promise<AsOf<T>> {
  const compute = async () => ({ asOf: ctx.now(), ...(await computeView()) });
  if (!isLarge(ctx)) return figuresInTurn(compute);
  const views = kept.get(ctx.directory) ?? new Map<string, Kept>();
  kept.set(ctx.directory, views);
  const key = canonicalJson([name, ctx.actor.grants]);
  const mark = await markOf(ctx);
  const known = views.get(key);
  const entry = known && isSame(known.mark, mark) ? known : make(ctx, views, { key, mark, compute });
  entry.askedAt = Date.now();
  somebodyLooks();
  if (known !== entry) clearTimeout(known?.timer);
  views.delete(key);
  views.set(key, entry);
  for (const [oldest, { timer }] of views) {
    if (views.size <= KEPT_MAX) break;
    clearTimeout(timer);
    views.delete(oldest);
  }
  // The name says what was computed, and with it of what type it is.
  return entry.made as Promise<AsOf<T>>;
}

interface Making {
  readonly key: string;
  readonly mark: Mark;
  readonly compute: () => Promise<unknown>;
}

function make(ctx: Context, views: Map<string, Kept>, { key, mark, compute }: Making): Kept {
  const timed = async () => {
    const from = performance.now();
    const view = await compute();
    const ms = performance.now() - from;
    const delay = Math.max(RENEWED_AFTER_MS, ms * REST_SHARE * views.size);
    const again = () => void (ms < SLOW_MS ? drop() : aheadOfLooks(renew).catch(dropUnlessBusy));
    // Where so many readers wait that there is no place, the view stays and is made anew after them.
    const dropUnlessBusy = (fault: unknown) => (isBusy(fault) && isKept() ? void timeAgain() : drop());
    const timeAgain = () => (entry.timer = setTimeout(again, delay).unref());
    timeAgain();
    return view;
  };
  const entry: Kept = { mark, made: figuresInTurn(timed), askedAt: Date.now() };
  const isKept = () => views.get(key) === entry;
  const drop = () => void (isKept() && views.delete(key));
  const renew = async () => {
    if (!isKept()) return;
    const now = await markOf(ctx);
    if (Date.now() - entry.askedAt > WANTED_MS || !isSame(now, mark)) return drop();
    const next = make(ctx, views, { key, mark, compute });
    next.askedAt = entry.askedAt;
    await next.made;
    if (!isKept()) return;
    next.askedAt = entry.askedAt;
    views.set(key, next);
  };
  entry.made.catch(drop);
  return entry;
}

const isBusy = (fault: unknown) => fault instanceof Problem && fault.code === 'store.busy';

/**
 * Acts that tell nothing of figures, by their first word, and happen all day: signing in, accounts (grants are in the
 * name of a view), links, codes, drafts, the plan, jobs. An act that is not here is taken for one that does.
 */
const QUIET_ACTS = [
  ...['session', 'factor', 'person', 'role', 'token', 'oidc', 'recover', 'second_factor', 'link', 'logo', 'code'],
  ...['questionnaire_draft', 'spoken_language', 'recording', 'publication', 'plan', 'official', 'assessment'],
  ...['job', 'backup', 'audit']
];

/** What people did that may have changed a figure. */
async function markOf({ db, directory, now }: Context): Promise<Mark> {
  const last = await db
    .selectFrom('audit_event')
    .select('position')
    .where((e) => e.and(QUIET_ACTS.map((word) => e('act', 'not like', `${word}.%`))))
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { act: last?.position ?? 0, day: localDay(now()), rounds: directory.rounds() };
}

function isSame(a: Mark, b: Mark): boolean {
  return a.act === b.act && a.day === b.day && a.rounds === b.rounds;
}
