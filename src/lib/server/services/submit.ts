import { parseLinkCode } from '../../domain/organisation/link-code.ts';
import { parseSentResponse } from '../../domain/questionnaire/sent.ts';
import { validateResponse } from '../../domain/questionnaire/validate.ts';
import type { ProblemNote } from '../../domain/shared/problem.ts';
import { laneKey } from '../../domain/tally/lane.ts';
import type { Context } from '../context.ts';
import { acceptingRound } from './accepting-round.ts';
import { testUntil } from './link-test.ts';
import { payloadHash } from './payload.ts';
import { preparedResponse } from './prepared-response.ts';
import { lookUpCode } from './response-codes.ts';
import { storeTogether, type Prepared, type Refused, type SubmitResult } from './submit-batch.ts';

/**
 * The submit path, one for phone form, kiosk outbox, paper entry and import. Values in any shape come in; each gets its
 * own result, in order, after the commit is on disk. Throws `store.*` problems when nothing could be stored.
 */
export async function submitResponses(
  ctx: Context,
  values: readonly unknown[],
  origin: { readonly simulated: boolean } = { simulated: false }
): Promise<readonly SubmitResult[]> {
  const simulated = origin.simulated ? 1 : 0;
  const prepared = await Promise.all(values.map(async (value) => markedAs(simulated, await prepare(ctx, value))));
  const results = await ctx.gate.together(storeTogether, prepared);
  const receivedAt = ctx.now();
  const stored = prepared.filter(
    (item, i): item is Prepared => item.kind === 'prepared' && results[i]?.status === 'stored'
  );
  ctx.arrivals.record(
    stored.map(({ sent }) => ({ response: sent.id, receivedAt, durationS: sent.durationS, device: sent.device }))
  );
  return results;
}

/** Simulated responses are marked in their own row, for ever. */
function markedAs(simulated: number, item: Prepared | Refused): Prepared | Refused {
  return item.kind === 'prepared' ? { ...item, row: { ...item.row, simulated } } : item;
}

async function prepare(ctx: Context, value: unknown): Promise<Prepared | Refused> {
  const parsed = parseSentResponse(value);
  if (!parsed.ok) return { kind: 'refused', id: parsed.id, hash: null, problems: parsed.problems };
  const sent = parsed.response;
  const hash = payloadHash(ctx.secret, sent);
  const refuse = (...problems: readonly ProblemNote[]): Refused => ({ kind: 'refused', id: sent.id, hash, problems });

  const parsedLink = parseLinkCode(sent.link);
  if (!parsedLink.ok) return refuse({ code: 'link.malformed', at: 'link' });
  const link = ctx.directory.link(parsedLink.code);
  if (!link) return refuse({ code: 'link.unknown', at: 'link' });
  if (link.revoked) return refuse({ code: 'link.revoked', at: 'link' });
  const accepting = acceptingRound(ctx, link, sent);
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
