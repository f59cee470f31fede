import { EVIDENCE_CLASSES } from '../../domain/tally/lane.ts';
import { COUNTER_DESIGN, parseRoundDesign, type RoundDesign } from '../../domain/sampling/round-design.ts';
import { problem } from '../../domain/shared/problem.ts';
import type { RoundSettings } from '../services/rounds/round-drafts.ts';
import { textField } from './form-field.ts';

/** The settings of a round from its form. Throws `round.design_malformed`. */
export function roundSettingsFrom(form: FormData): RoundSettings {
  const text = (name: string) => textField(form, name).slice(0, 200);
  return {
    name: text('name'),
    opensOn: text('opensOn'),
    closesOn: text('closesOn'),
    graceDays: whole(text('graceDays')),
    publishOn: text('publishOn'),
    questionnaire: text('questionnaire'),
    criteriaSet: text('criteriaSet'),
    design: designFrom(form),
    previousRound: text('previousRound') || null,
    reportPeriod: text('reportPeriod') || null,
    units: form.getAll('unit').filter((value): value is string => typeof value === 'string')
  };
}

function designFrom(form: FormData): RoundDesign {
  const kind = textField(form, 'kind');
  const isFull = textField(form, 'form') === 'full';
  const counted = new Set(form.getAll('evidence'));
  try {
    return parseRoundDesign({
      ...COUNTER_DESIGN,
      form: isFull ? 'full' : 'booklet',
      kind,
      minItemsArea: isFull ? whole(textField(form, 'minItemsArea') || '2') : 1,
      evidenceCounted: EVIDENCE_CLASSES.filter((evidence) => counted.has(evidence)),
      decisionN: whole(textField(form, 'decisionN')),
      fpc: kind !== 'self-selected'
    });
  } catch {
    throw problem('round.design_malformed');
  }
}

const whole = (text: string) => (/^\d{1,4}$/.test(text) ? Number(text) : NaN);
