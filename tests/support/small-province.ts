import type { CountedCell } from '../../src/lib/domain/disclosure/count-table.ts';
import type { Cut } from '../../src/lib/domain/disclosure/disclosure.ts';
import type { RoundCell } from '../../src/lib/domain/disclosure/round-disclosure.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import type { Lane } from '../../src/lib/domain/tally/lane.ts';

export const LANES: readonly Lane[] = [
  { channel: 'qr', evidence: 'C', status: 'counted' },
  { channel: 'link', evidence: 'C', status: 'counted' },
  { channel: 'kiosk', evidence: 'B', status: 'counted' },
  { channel: 'qr', evidence: 'C', status: 'quarantined' }
];
export const TYPES = ['citizen', 'business', 'official'];
export const MODES = ['in_person', 'online', 'postal'];
export const counted = ({ status }: Lane) => status === 'counted';

/** The lanes that a cut keeps: those that count, a channel, an evidence class, or one. */
export const KEEPS: readonly Cut['keepsLane'][] = [
  null,
  (lane) => counted(lane) && lane.channel === 'qr',
  (lane) => counted(lane) && lane.evidence === 'C',
  ...LANES.filter(counted).map((name) => (lane: (typeof LANES)[number]) => lane === name)
];
/** All that counts of a unit, and every cut of it. */
export const ONE_CUT: readonly Cut[] = [
  ...TYPES.map((respondentType) => ({ respondentType, filingMode: null, keepsLane: null })),
  ...MODES.map((filingMode) => ({ respondentType: null, filingMode, keepsLane: null })),
  ...KEEPS.map((keepsLane) => ({ respondentType: null, filingMode: null, keepsLane }))
];

/** A round of a small province: some units have units under them, most cells are small, many are empty. */
export function aSmallRound(seed: number) {
  const random = randomFrom(seed);
  const units = 2 + Math.floor(random.next() * 7);
  const isNested = random.chance(0.3);
  const paths = new Map<string, readonly string[]>();
  for (let u = 0; u < units; u += 1)
    paths.set(`u${u}`, isNested && u < units / 2 ? ['p', 'a', `u${u}`] : ['p', `u${u}`]);
  if (random.chance(0.3)) paths.set('p', ['p']);
  if (isNested && random.chance(0.3)) paths.set('a', ['p', 'a']);
  const types = TYPES.slice(0, 1 + Math.floor(random.next() * 3));
  const modes = MODES.slice(0, 1 + Math.floor(random.next() * 3));
  const scale = random.pick([2, 4, 10, 40]);
  const cells: CountedCell[] = [];
  for (const unit of paths.keys()) {
    for (const [t, respondentType] of types.entries()) {
      for (const [m, filingMode] of modes.entries()) {
        for (const lane of LANES) {
          const size = scale * (t === 0 ? 4 : 1) * (m === 0 ? 2 : 1);
          const n = random.chance(0.3) ? 0 : Math.floor((random.next() ** 3 * size) / modes.length);
          cells.push({ unit, respondentType, filingMode, lane, n });
        }
      }
    }
  }
  return { paths, cells };
}

export const AREAS = 2;

/** The same with its key item and its areas: most who answer answer each, some of them items of the unit's own. */
export function aSmallRoundOfAreas(seed: number) {
  const { paths, cells } = aSmallRound(seed);
  const random = randomFrom(seed + 1_000_000);
  const [isFull, share] = [random.chance(0.3), random.pick([0.5, 0.8, 0.95])];
  const someOf = (n: number, chance: number) => Array.from({ length: n }).filter(() => random.chance(chance)).length;
  const counted = cells.map((cell): RoundCell => {
    const areas = Array.from({ length: AREAS }, (_, a) => {
      const answered = someOf(cell.n, share);
      const scored = isFull ? someOf(answered, 0.8) : answered;
      return { answered, scored, own: isFull ? (a === 0 ? answered : 0) : someOf(answered, 0.6) };
    });
    return { ...cell, key: someOf(cell.n, Math.sqrt(share)), areas };
  });
  return { paths, cells: counted };
}
