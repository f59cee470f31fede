import { csvLine, csvReply } from '$lib/server/http/csv';
import { textField } from '$lib/server/http/form-field';
import { replying } from '$lib/server/http/problem-reply';
import { exportAudit, type AuditEntry } from '$lib/server/services/audit/audit-list';
import type { Translate } from '$lib/i18n';
import { auditFilter } from '../filter';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) =>
  replying(event, async () => {
    const { ctx, t } = event.locals;
    const form = await event.request.formData();
    const pieces = await exportAudit(
      ctx,
      auditFilter((name) => textField(form, name))
    );
    return csvReply('audit.csv', lines(pieces, t));
  });

async function* lines(pieces: AsyncIterable<readonly AuditEntry[]>, t: Translate): AsyncGenerator<string> {
  yield csvLine(['position', 'at', 'actor', 'name', 'act', 'words', 'details', 'hash']);
  for await (const entries of pieces) yield entries.map((entry) => line(entry, t)).join('');
}

function line({ position, at, actor, actorName, act, details, hash }: AuditEntry, t: Translate): string {
  const told = details.map(({ key, value }) => `${key}: ${value}`).join('; ');
  return csvLine([
    position,
    new Date(at).toISOString(),
    actor,
    actorName ?? '',
    act,
    t(`audit:act.${act}`),
    told,
    hash
  ]);
}
