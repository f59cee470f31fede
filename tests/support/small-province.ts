import type { CountedCell } from '../../src/lib/domain/disclosure/count-table.ts';
import { randomFrom } from '../../src/lib/domain/simulation/random.ts';
import type { Lane } from '../../src/lib/domain/tally/lane.ts';

export const LANES: readonly Lane[] = [
  { channel: 'qr', evidence: 'C', status: 'counted' },
  { channel: 'link', evidence: 'C', status: 'counted' },
  { channel: 'kiosk', evidence: 'B', status: 'counted' },
  { channel: 'qr', evidence: 'C', status: 'quarantined' }
];
export const TYPES = ['citizen', 'business', 'official'];
export const counted = ({ status }: Lane) => status === 'counted';

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
  const scale = random.pick([2, 4, 10, 40]);
  const cells: CountedCell[] = [];
  for (const unit of paths.keys()) {
    for (const [t, respondentType] of types.entries()) {
      for (const lane of LANES) {
        const n = random.chance(0.3) ? 0 : Math.floor(random.next() ** 3 * scale * (t === 0 ? 4 : 1));
        cells.push({ unit, respondentType, lane, n });
      }
    }
  }
  return { paths, cells };
}
