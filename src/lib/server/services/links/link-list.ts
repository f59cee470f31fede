import { listPage, type ListPage, type ListShape } from '../../../domain/list/list-page.ts';
import type { ListQuery } from '../../../domain/list/list-query.ts';
import { unitTitle } from '../../../domain/organisation/unit-tree.ts';
import { localDay } from '../../../domain/shared/time.ts';
import { requireCan } from '../../auth/can.ts';
import type { Context } from '../../context.ts';
import { listLinks, type LinkView } from './links.ts';

/** A unit that has counters, to choose one whose links to see. */
export interface UnitOfLinks {
  readonly id: string;
  readonly title: string;
  readonly counters: number;
}

export interface LinkRow extends LinkView {
  readonly unit: string;
  readonly counter: string;
}

export const UNIT_SORTS = ['unit'] as const;
type UnitSort = (typeof UNIT_SORTS)[number];

const SHAPE: ListShape<UnitOfLinks, UnitSort> = {
  text: ({ title, id }) => `${title} ${id}`,
  sorts: { unit: { key: ({ title }) => title } }
};

/** A page of the units under one that have counters. */
export function findUnitsOfLinks(ctx: Context, unit: string, query: ListQuery<UnitSort>): ListPage<UnitOfLinks> {
  requireCan(ctx, 'link.read', unit);
  const units = present(ctx, unit).filter(({ id, counters }) => id !== unit && counters > 0);
  return listPage(units, query, SHAPE);
}

/** Every link of a unit and of all units under it, by unit and counter, for a file. */
export function linkRows(ctx: Context, unit: string): readonly LinkRow[] {
  requireCan(ctx, 'link.read', unit);
  const collator = new Intl.Collator('vi', { numeric: true });
  return present(ctx, unit)
    .toSorted((a, b) => collator.compare(a.title, b.title))
    .flatMap(({ id, title }) =>
      listLinks(ctx, id).flatMap(({ counter, links }) =>
        links.map((link) => ({ ...link, unit: title, counter: counter.name }))
      )
    );
}

function present(ctx: Context, unit: string): readonly UnitOfLinks[] {
  const today = localDay(ctx.now());
  return ctx.directory
    .presentUnits()
    .filter(({ id }) => ctx.directory.path(id, today).includes(unit))
    .map((one) => ({ id: one.id, title: unitTitle(one), counters: ctx.directory.counters(one.id).length }));
}
