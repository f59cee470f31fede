import { itemsOf, itemText, type PaperBatch } from './paper-batches.ts';
import type { Context } from '../../context.ts';

/** What the screens of a batch show of its form. */
export function paperFormView(ctx: Context, batch: PaperBatch) {
  const q = ctx.directory.questionnaire(batch.round.questionnaire);
  return {
    items: itemsOf(q, batch.round, batch.booklet).map((id) => ({ id, text: itemText(q, id) })),
    respondentTypes: q.respondentTypes.filter((type) => !type.invitedOnly).map(({ id, text }) => ({ id, text })),
    whoFilled: q.whoFilled.options.map(({ id, text }) => ({ id, text })),
    commentMax: q.comment.maxLength
  };
}
