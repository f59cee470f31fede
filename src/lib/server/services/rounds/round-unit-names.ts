import type { Context } from '../../context.ts';
import type { RoundEntry } from '../organisation/directory.ts';

/** By id, what a unit of the round is called in files: its code, or its id where two units share one or it holds a "|". */
export function roundUnitNames(ctx: Context, round: RoundEntry): ReadonlyMap<string, string> {
  const units = [...round.units].map((id) => ctx.directory.unit(id));
  const byCode = Map.groupBy(units, ({ code }) => code);
  const isPlain = (code: string) => byCode.get(code)?.length === 1 && /^[\p{L}\p{N} ._-]+$/u.test(code);
  return new Map(units.map(({ id, code }) => [id, isPlain(code) ? code : id]));
}
