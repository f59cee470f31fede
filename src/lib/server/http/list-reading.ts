import { parseListQuery, type ListQuery } from '../../domain/list/list-query.ts';
import { textField } from './form-field.ts';

/** What the address asks of a list. Throws `filter.unknown`. */
export function addressedList<Sort extends string>(url: URL, sorts: readonly [Sort, ...Sort[]]): ListQuery<Sort> {
  return parseListQuery((name) => url.searchParams.get(name), sorts);
}

/** What a posted form asks of a list. Throws `filter.unknown`. */
export async function postedList<Sort extends string>(
  request: Request,
  sorts: readonly [Sort, ...Sort[]]
): Promise<ListQuery<Sort>> {
  const form = await request.formData();
  return parseListQuery((name) => textField(form, name), sorts);
}
