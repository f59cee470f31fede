import { AUDIT_ACTS } from '$lib/domain/access/audit-acts';
import { orErrorPage } from '$lib/server/http/problem-reply';
import { listAudit } from '$lib/server/services/audit/audit-list';
import { auditFilter } from './filter';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
  orErrorPage(event, async () => {
    const { searchParams } = event.url;
    const filter = auditFilter((name) => searchParams.get(name));
    const before = Number(searchParams.get('before') ?? '');
    const page = await listAudit(event.locals.ctx, filter, Number.isSafeInteger(before) && before > 0 ? before : null);
    return { filter, acts: AUDIT_ACTS, isNewest: !(before > 0), ...page };
  });
