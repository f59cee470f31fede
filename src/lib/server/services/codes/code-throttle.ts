/** Wrong codes a minute that one prefix may have, and all together; beyond the latter a prefix has less. */
const PREFIX_MAX = 20;
const ALL_MAX = 2_000;
const PREFIX_MAX_UNDER_ATTACK = 2;
const WINDOW_MS = 60_000;
/** Characters of a code that count together: 1,024 prefixes. */
const PREFIX_LENGTH = 2;

export interface CodeThrottle {
  /** Whether codes that begin like this one must wait, the right ones among them. */
  readonly mustWait: (code: string, now: number) => boolean;
  readonly failed: (code: string, now: number) => void;
}

/**
 * Slows down who guesses codes. Not by address: a whole office, or a whole mobile network, stands behind one. By the
 * failures of all together and by the code's first characters, so that a guesser is left some 4,000 guesses a minute at
 * most, and a person with a right code meets a wait only where somebody guesses beside it.
 */
export function codeThrottle(): CodeThrottle {
  let window = { from: 0, all: 0, byPrefix: new Map<string, number>() };
  const at = (now: number) => {
    if (now - window.from >= WINDOW_MS || now < window.from) window = { from: now, all: 0, byPrefix: new Map() };
    return window;
  };
  const prefixOf = (code: string) => code.slice(0, PREFIX_LENGTH);
  return {
    mustWait: (code, now) => {
      const { all, byPrefix } = at(now);
      const most = all < ALL_MAX ? PREFIX_MAX : PREFIX_MAX_UNDER_ATTACK;
      return (byPrefix.get(prefixOf(code)) ?? 0) >= most;
    },
    failed: (code, now) => {
      const current = at(now);
      current.all += 1;
      current.byPrefix.set(prefixOf(code), (current.byPrefix.get(prefixOf(code)) ?? 0) + 1);
    }
  };
}
