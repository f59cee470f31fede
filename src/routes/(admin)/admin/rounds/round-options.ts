import type { Context } from '$lib/server/context';
import type { Option } from '$lib/ui/controls/scope';

/** The rounds that have begun, to compare with. */
export function roundOptions({ directory }: Context): readonly Option[] {
  return directory.rounds().map(({ id, name }) => ({ id, title: name }));
}
