import { tableReply } from '$lib/server/http/csv';
import { replying } from '$lib/server/http/problem-reply';
import { linkRows } from '$lib/server/services/links/link-list';
import type { RequestHandler } from './$types';

const HEAD = ['unit', 'counter', 'code', 'url', 'channel', 'evidence', 'filing_mode', 'stage', 'revoked'];

export const GET: RequestHandler = (event) =>
  replying(event, () => {
    const { ctx } = event.locals;
    const unit = event.url.searchParams.get('unit') || ctx.directory.root().id;
    const rows = linkRows(ctx, unit).map((link) => [
      ...[link.unit, link.counter, link.code, link.url, link.channel, link.evidence],
      ...[link.filingMode ?? '', link.stage ?? '', Number(link.revoked)]
    ]);
    return tableReply('links.csv', [HEAD, ...rows]);
  });
