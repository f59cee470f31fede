import { unitTitle } from '$lib/domain/organisation/unit-tree';
import type { Context } from '$lib/server/context';
import type { Option } from '$lib/ui/controls/scope';

/** Every unit of today as a choice: the province first, then by name. */
export function unitOptions({ directory }: Context): readonly Option[] {
  const root = directory.root().id;
  const collator = new Intl.Collator('vi');
  return directory
    .presentUnits()
    .map((unit) => ({ id: unit.id, title: unitTitle(unit) }))
    .sort((a, b) => Number(b.id === root) - Number(a.id === root) || collator.compare(a.title, b.title));
}
