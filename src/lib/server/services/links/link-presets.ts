import { USUAL_PRESETS } from '../../../domain/organisation/link-presets.ts';
import type { Questionnaire } from '../../../domain/questionnaire/document.ts';
import { problem } from '../../../domain/shared/problem.ts';
import { CHANNELS, EVIDENCE_CLASSES } from '../../../domain/tally/lane.ts';
import type { Context } from '../../context.ts';
import type { NewLink } from './links.ts';

/** The questionnaire that links of a unit lead to: the open round's, else that of the unit's newest round. */
export function questionnaireOf(ctx: Context, unit: string): Questionnaire | undefined {
  const newestFirst = ctx.directory.rounds().filter((round) => round.units.has(unit));
  const round = ctx.directory.openRound(unit) ?? newestFirst[0];
  return round && ctx.directory.questionnaire(round.questionnaire);
}

/**
 * Refuses a filing mode or stage that the questionnaire of the link has not, a channel or evidence class that is none:
 * a poster with such a code leads nowhere. Throws `link.preset_unknown`. A rotated link keeps the presets it has.
 */
export function requireKnownPresets(ctx: Context, unit: string, link: NewLink): void {
  const { filingModes, stages } = questionnaireOf(ctx, unit) ?? USUAL_PRESETS;
  const { filingMode, stage, channel = 'qr', evidence = 'C' } = link;
  const isKnown =
    (filingMode === null || filingModes.includes(filingMode)) &&
    (stage === null || stages.includes(stage)) &&
    CHANNELS.includes(channel) &&
    EVIDENCE_CLASSES.includes(evidence);
  if (!isKnown) throw problem('link.preset_unknown');
}
