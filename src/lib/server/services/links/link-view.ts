import { familyBooklets } from '../../../domain/questionnaire/booklets.ts';
import { parseLinkCode } from '../../../domain/organisation/link-code.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { problem } from '../../../domain/shared/problem.ts';
import type { Context } from '../../context.ts';
import type { LinkEntry, RoundEntry } from '../organisation/directory.ts';
import { testUntil } from './link-test.ts';

/**
 * What a client needs to answer through a link: the open round, its questionnaire and the booklets that the link's
 * presets leave. Public, like the page behind the code. Throws `link.malformed`, `link.unknown`, `link.revoked`.
 */
export function linkView(ctx: Context, code: string) {
  const link = requireLink(ctx, code);
  const unit = ctx.directory.unit(link.counter.unit);
  const round = ctx.directory.openRound(unit.id);
  return {
    link: { code: link.code, unit: { title: unitTitle(unit), code: unit.code }, counter: link.counter.name },
    round: round ? { id: round.id, name: round.name, form: round.design.form } : null,
    ...(round ? askedIn(ctx, round, link) : { questionnaire: null, booklets: {}, keyItem: null }),
    presets: { filingMode: link.filingMode, stage: link.stage },
    testAnswers: testUntil(ctx, link) !== null
  };
}

function requireLink(ctx: Context, code: string): LinkEntry {
  const parsed = parseLinkCode(code);
  if (!parsed.ok) throw problem('link.malformed');
  const link = ctx.directory.link(parsed.code);
  if (!link) throw problem('link.unknown');
  if (link.revoked) throw problem('link.revoked');
  return link;
}

function askedIn(ctx: Context, round: RoundEntry, link: LinkEntry) {
  const document = ctx.directory.questionnaire(round.questionnaire);
  const families = Object.keys(document.booklets).filter((family) => {
    const [filingMode, stage] = family.split('/');
    return (link.filingMode ?? filingMode) === filingMode && (link.stage ?? stage) === stage;
  });
  const booklets = families.map((family) => [
    family,
    familyBooklets(document, family).map(({ id, items }) => ({ id, items }))
  ]);
  return {
    questionnaire: { hash: round.questionnaire, document },
    booklets: Object.fromEntries(booklets),
    keyItem: document.keyItem
  };
}
