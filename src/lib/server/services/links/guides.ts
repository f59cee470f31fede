import en from '../../../i18n/en/guide.json' with { type: 'json' };
import vi from '../../../i18n/vi/guide.json' with { type: 'json' };
import { problem } from '../../../domain/shared/problem.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { guidePdf } from '../../render/guide.ts';
import type { PosterFile } from './posters.ts';

/** Sheets for the staff of a counter: the guide, and the invitation in twenty seconds. */
export const GUIDES = ['counter', 'script'] as const;

/** A sheet for staff as PDF. Throws `request.not_found`. */
export function guideFile(ctx: Context, of: { unit: string; name: string | null; language: string }): PosterFile {
  requireCan(ctx, 'poster.print', of.unit);
  const name = GUIDES.find((known) => known === of.name);
  if (!name) throw problem('request.not_found');
  const language = of.language === 'en' ? 'en' : 'vi';
  const words = (language === 'en' ? en : vi)[name];
  return { fileName: `guide-${name}-${language}.pdf`, write: (out) => guidePdf(words, language, out) };
}
