import * as v from 'valibot';
import { seal, unseal } from './seal.ts';

/** A note that a browser carries for us between two requests: sealed, for one purpose, and good until a moment. */
export interface SealedNote<T> {
  readonly write: (secret: Buffer, value: T, now: number) => string;
  /** Null when it is not ours, has been changed, or is past its time. */
  readonly read: (secret: Buffer, text: string | undefined, now: number) => T | null;
}

export function sealedNote<T>(purpose: string, lifeMs: number, schema: v.GenericSchema<unknown, T>): SealedNote<T> {
  const envelope = v.object({ until: v.number(), value: schema });
  return {
    write: (secret, value, now) => seal(secret, purpose, JSON.stringify({ until: now + lifeMs, value })),
    read: (secret, text, now) => {
      const opened = text === undefined ? null : unseal(secret, purpose, text);
      if (opened === null) return null;
      const { until, value } = v.parse(envelope, JSON.parse(opened));
      return until > now ? value : null;
    }
  };
}
