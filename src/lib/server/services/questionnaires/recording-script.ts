import en from '../../../i18n/en/recording-script.json' with { type: 'json' };
import vi from '../../../i18n/vi/recording-script.json' with { type: 'json' };
import type { Context } from '../../context.ts';
import { recordingScriptPdf } from '../../render/recording-script.ts';
import type { PosterFile } from '../links/posters.ts';
import { namedQuestionnaire } from './questionnaires.ts';
import { scriptOf } from './recordings.ts';

/**
 * The numbered script that a speaker reads in a studio, as PDF, with the name of each file. `language` is that of the
 * words around it. Throws `questionnaire.not_found`, `recording.not_found`.
 */
export async function recordingScript(
  ctx: Context,
  of: { readonly address: string; readonly spoken: string; readonly language: string }
): Promise<PosterFile> {
  const { questionnaire, entry } = await namedQuestionnaire(ctx, of.address);
  const { language, lines } = await scriptOf(ctx, { address: of.address, language: of.spoken });
  const digits = String(lines.length).length;
  const version = `${questionnaire.id} ${questionnaire.version}`;
  const sheet = {
    language: language.name,
    questionnaire: entry.name === version ? version : `${entry.name} · ${version}`,
    lines: lines.map(({ number, words, recording }) => ({
      ...{ number, words, isRecorded: recording !== null },
      file: `${language.code}-${String(number).padStart(digits, '0')}.mp3`
    }))
  };
  const lang = of.language === 'en' ? 'en' : 'vi';
  return {
    fileName: `recording-script-${language.code}.pdf`,
    write: (out) => recordingScriptPdf(sheet, lang === 'en' ? en : vi, lang, out)
  };
}
