import { NO_OPINION, SKIPPED } from '../../domain/analysis/survey-data.ts';
import type { QuestionnaireFile } from './questionnaire-file.ts';

export const OFF_SCALE = -2;

/** What a cell of an item says: most are one character, which needs no hashing. */
export class AnswerCodes {
  private readonly byCharacter = new Int8Array(128).fill(OFF_SCALE);
  private readonly byText = new Map<string, number>();

  constructor({ min, max, no_opinion, skipped }: QuestionnaireFile['scale']) {
    for (const text of skipped) this.byText.set(text, SKIPPED);
    for (const text of no_opinion) this.byText.set(text, NO_OPINION);
    for (let value = min; value <= max; value += 1) this.byText.set(String(value), value);
    for (const [text, code] of this.byText) {
      if (text.length === 1 && text.charCodeAt(0) < 128) this.byCharacter[text.charCodeAt(0)] = code;
    }
  }

  of(text: string): number {
    if (text.length === 1) {
      const code = this.byCharacter[text.charCodeAt(0)];
      if (code !== undefined) return code;
    }
    return this.byText.get(text) ?? OFF_SCALE;
  }
}
