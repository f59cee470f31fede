import { responseOf, type Form } from '../../domain/kiosk/flow.ts';
import type { KioskSurvey } from '../../domain/kiosk/package.ts';

/** What is saved of a form: the exact text, and the family whose turn it takes. */
export interface Payload {
  readonly text: string;
  readonly family: string;
}

/**
 * A form as it is saved, by the tablet's clock, which the server corrects; null while nothing is answered. The salt
 * leaves nobody who has receipt and answers from the database a way to try at which second they were given.
 */
export function payloadOf(survey: KioskSurvey, form: Form, startedMs: number): Payload | null {
  const response = responseOf(survey, form, {
    random: crypto.randomUUID(),
    answeredAt: new Date().toISOString(),
    durationS: (performance.now() - startedMs) / 1000
  });
  if (response === null) return null;
  const text = JSON.stringify({ ...response, salt: crypto.randomUUID() });
  return { text, family: `${response.filingMode}/${response.stage}` };
}
