import { parseLinkCode } from '../../../domain/organisation/link-code.ts';
import { parseSentResponse } from '../../../domain/questionnaire/sent.ts';
import { validateResponse } from '../../../domain/questionnaire/validate.ts';
import type { ProblemNote } from '../../../domain/shared/problem.ts';
import { laneKey, type Channel } from '../../../domain/tally/lane.ts';
import type { Context } from '../../context.ts';
import { acceptingRound } from '../rounds/accepting-round.ts';
import type { LinkEntry } from '../organisation/directory.ts';
import { testUntil } from '../links/link-test.ts';
import { payloadHash } from './payload.ts';
import { preparedResponse } from './prepared-response.ts';
import { lookUpCode } from '../codes/response-codes.ts';
import { storeTogether, type Prepared, type Refused, type SubmitResult } from './submit-batch.ts';

/** Where answers come from, and what that allows. What is left out is as for anybody with a phone. */
export interface Origin {
  /** Made by the simulator: marked in their own row, for ever. */
  readonly simulated?: boolean;
  /** Links of kiosks and paper forms that the sender has shown to hold: nobody else answers under them. */
  readonly own?: ReadonlySet<string>;
  /** The device that the sender has shown to be. */
  readonly device?: string;
  /** Milliseconds by which the sender's clock is behind ours. */
  readonly clockBehindMs?: number;
  /** What the respondent was shown as receipt before we saw the answer, by place; without it we make one. */
  readonly receipts?: readonly string[];
}

/** Channels whose links are on no poster: an open address may not pretend to be a kiosk or a clerk. */
const CLOSED_CHANNELS: readonly Channel[] = ['kiosk', 'paper'];

/**
 * The submit path, one for phone form, kiosk outbox, paper entry and import. Values in any shape come in; each gets its
 * own result, in order, after the commit is on disk. Throws `store.*` problems when nothing could be stored.
 */
export async function submitResponses(
  ctx: Context,
  values: readonly unknown[],
  origin: Origin = {}
): Promise<readonly SubmitResult[]> {
  const prepared = await prepareResponses(ctx, values, origin);
  const results = await ctx.gate.together(storeTogether, prepared);
  recordArrivals(ctx, prepared, results);
  return results;
}

/** What `storeTogether` takes, for each value in its order. */
export function prepareResponses(
  ctx: Context,
  values: readonly unknown[],
  origin: Origin = {}
): Promise<readonly (Prepared | Refused)[]> {
  return Promise.all(values.map(async (value, i) => marked(origin, i, await prepare(ctx, value, origin))));
}

/** Notes when what was stored came in, apart from the answers. */
export function recordArrivals(
  ctx: Context,
  prepared: readonly (Prepared | Refused)[],
  results: readonly SubmitResult[]
): void {
  const receivedAt = ctx.now();
  const stored = prepared.filter(
    (item, i): item is Prepared => item.kind === 'prepared' && results[i]?.status === 'stored'
  );
  ctx.arrivals.record(
    stored.map(({ sent }) => ({ response: sent.id, receivedAt, durationS: sent.durationS, device: sent.device }))
  );
}

function marked({ simulated = false, device, receipts }: Origin, place: number, item: Prepared | Refused) {
  if (item.kind === 'refused') return item;
  const receipt = receipts?.[place] ?? item.row.receipt;
  const sent = device === undefined ? item.sent : { ...item.sent, device };
  return { ...item, sent, row: { ...item.row, receipt, simulated: simulated ? 1 : 0 } };
}

async function prepare(ctx: Context, value: unknown, origin: Origin): Promise<Prepared | Refused> {
  const parsed = parseSentResponse(value);
  if (!parsed.ok) return { kind: 'refused', id: parsed.id, hash: null, problems: parsed.problems };
  const sent = parsed.response;
  const hash = payloadHash(ctx.secret, sent);
  const refuse = (...problems: readonly ProblemNote[]): Refused => ({ kind: 'refused', id: sent.id, hash, problems });

  const parsedLink = parseLinkCode(sent.link);
  if (!parsedLink.ok) return refuse({ code: 'link.malformed', at: 'link' });
  const link = ctx.directory.link(parsedLink.code);
  if (!link || !mayAnswer(link, origin)) return refuse({ code: 'link.unknown', at: 'link' });
  // A kiosk's link ends with its counter; what the tablet still holds was thanked for.
  if (link.revoked && link.channel !== 'kiosk') return refuse({ code: 'link.revoked', at: 'link' });
  const accepting = acceptingRound(ctx, link, sent, origin.clockBehindMs);
  if (!accepting) return refuse({ code: 'round.none_open', at: 'link' });
  const { round } = accepting;
  if (sent.questionnaire !== round.questionnaire) return refuse({ code: 'questionnaire.unknown', at: 'questionnaire' });

  const look = sent.code === null ? null : await lookUpCode(ctx, link.code, sent.code);
  if (look?.kind === 'refused') return refuse({ code: look.problem, at: 'code' });
  const code = look?.code ?? null;
  const invitedAs = code?.respondentType ?? null;
  const frame = { form: round.design.form, filingMode: link.filingMode, stage: link.stage, invitedAs };
  const validated = validateResponse(ctx.directory.questionnaire(round.questionnaire), sent, frame);
  if (!validated.ok) return refuse(...validated.problems);
  const lane = laneKey({
    channel: link.channel,
    evidence: code?.evidence ?? link.evidence,
    status: testUntil(ctx, link) !== null ? 'test' : accepting.isLate ? 'late' : 'counted'
  });
  const at = { round, unit: accepting.unit, counter: link.counter.id, lane };
  return preparedResponse(ctx, { response: validated.response, sent, at, hash, code });
}

const mayAnswer = (link: LinkEntry, { simulated = false, own }: Origin): boolean =>
  !CLOSED_CHANNELS.includes(link.channel) || simulated || own?.has(link.code) === true;
