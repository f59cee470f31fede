import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshClock, heard, idlePhase, type IdleClock, type IdleEvent } from '../../src/lib/domain/kiosk/idle.ts';

const settings = { idleS: 60, idleAfterSoundS: 120, warningS: 20 };
const at = (clock: IdleClock, seconds: number) => idlePhase(clock, settings, seconds * 1000);
const after = (...events: readonly (readonly [seconds: number, kind: IdleEvent['kind']])[]) =>
  events.reduce((clock, [seconds, kind]) => heard(clock, { kind }, settings, seconds * 1000), freshClock(0));

const anyKind = fc.constantFrom(
  'touchStart' as const,
  'touchEnd' as const,
  'soundStart' as const,
  'soundEnd' as const,
  'key' as const
);
const story = fc.array(fc.record({ waitMs: fc.nat(30_000), kind: anyKind }), { maxLength: 30 });

describe('the idle clock', () => {
  it('warns after 60 s without a touch, and gives 20 s to answer', () => {
    const clock = after([10, 'touchStart'], [12, 'touchEnd']);
    expect(at(clock, 71.9).kind).toBe('active');
    expect(at(clock, 72)).toEqual({ kind: 'warning', secondsLeft: 20 });
    expect(at(clock, 91.5)).toEqual({ kind: 'warning', secondsLeft: 1 });
    expect(at(clock, 92).kind).toBe('over');
  });

  it('waits 120 s once a sound was heard, from its end: a recording of 45 s never resets', () => {
    const playing = after([5, 'soundStart']);
    for (let second = 5; second <= 50; second += 1) expect(at(playing, second).kind).toBe('active');
    const ended = after([5, 'soundStart'], [50, 'soundEnd']);
    expect(at(ended, 169.9).kind).toBe('active');
    expect(at(ended, 170).kind).toBe('warning');
    expect(at(ended, 190).kind).toBe('over');
  });

  it('is put off in the warning by its button only, not by its own voice or whoever comes next', () => {
    const kinds = ['touchStart', 'touchEnd', 'soundStart', 'soundEnd', 'key'] as const;
    for (const kind of kinds) expect(at(after([65, kind]), 80).kind).toBe('over');
    expect(at(after([65, 'stay']), 80).kind).toBe('active');
  });

  it('is not held for ever by a bag on the glass or a voice that never ends', () => {
    for (const kind of ['touchStart', 'soundStart'] as const) expect(at(after([0, kind]), 400).kind).toBe('over');
  });

  it('never ends without at least 20 s of warning before, whatever happened and whatever the settings', () => {
    const short = fc.record({ idleS: fc.nat(90), idleAfterSoundS: fc.nat(200), warningS: fc.nat(40) });
    fc.assert(
      fc.property(story, short, (events, set) => {
        let now = 0;
        let clock = freshClock(0);
        let warnedAt: number | null = null;
        for (const { waitMs, kind } of events) {
          for (const end = now + waitMs; now < end; now += 500) {
            const phase = idlePhase(clock, set, now);
            if (phase.kind === 'active') warnedAt = null;
            if (phase.kind === 'warning') warnedAt ??= now;
            if (phase.kind === 'over') {
              expect(now - (warnedAt ?? now)).toBeGreaterThanOrEqual(19_000);
              return;
            }
          }
          clock = heard(clock, { kind }, set, now);
        }
      })
    );
  });
});
