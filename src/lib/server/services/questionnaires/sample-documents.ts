import bank from '../../../data/question-banks/LS-2017.json' with { type: 'json' };
import criteria from '../../../data/criteria-sets/LS-2017-example.json' with { type: 'json' };
import { assert } from '../../../domain/shared/assert.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { checkCriteriaSet } from './criteria-sets.ts';
import { importDraft } from './questionnaire-drafts.ts';

/** Makes a draft of the question bank that comes with the program; gives its id. It is published by a person. */
export async function startSampleDraft(ctx: Context): Promise<string> {
  requireCan(ctx, 'questionnaire.manage', ctx.directory.root().id);
  const imported = await importDraft(ctx, { name: '', document: bank });
  assert(imported.ok, 'the question bank that comes with the program is valid');
  return imported.id;
}

/** The example criteria set that comes with the program, to be looked at before it is published. */
export function sampleCriteriaSet(ctx: Context) {
  const checked = checkCriteriaSet(ctx, criteria);
  assert(checked.ok, 'the criteria set that comes with the program is valid');
  return checked.criteriaSet;
}
