import { describe, expect, it } from 'vitest';
import {
  allows,
  allowsSomewhere,
  floorFor,
  homeGrant,
  PERMISSIONS,
  ROLES
} from '../../../src/lib/domain/access/policy.ts';

describe('a grant', () => {
  const manager = [{ role: 'unit_manager', unit: 'commune' }] as const;

  it('holds for its unit and what is under it, never for a sibling or the province', () => {
    expect(allows(manager, 'unit.read', ['province', 'commune'])).toBe(true);
    expect(allows(manager, 'unit.read', ['province', 'commune', 'station'])).toBe(true);
    expect(allows(manager, 'unit.read', ['province', 'other'])).toBe(false);
    expect(allows(manager, 'unit.read', ['province'])).toBe(false);
  });

  it('gives nothing that the table does not name', () => {
    expect(allows(manager, 'person.manage', ['province', 'commune'])).toBe(false);
    expect(allowsSomewhere([], 'overview.read')).toBe(false);
    for (const roles of Object.values(PERMISSIONS)) for (const role of roles) expect(ROLES).toContain(role);
  });
});

describe('where a person begins', () => {
  const isPresent = (unit: string) => unit !== 'ended';

  it('is a unit of today whose figures they see, else one that has ended, else nowhere', () => {
    const old = { role: 'unit_viewer', unit: 'ended' } as const;
    const now = { role: 'unit_manager', unit: 'commune' } as const;
    const system = { role: 'system_admin', unit: 'province' } as const;
    expect(homeGrant([system, old, now], isPresent)).toEqual(now);
    expect(homeGrant([system, old], isPresent)).toEqual(old);
    expect(homeGrant([system], isPresent)).toBeNull();
  });
});

describe('the floor', () => {
  it('is 10 in closed batches for the rated unit, 5 for those above it', () => {
    const path = ['province', 'commune'];
    expect(floorFor([{ role: 'unit_manager', unit: 'commune' }], path)).toEqual({ minimum: 10, closedBatches: true });
    expect(floorFor([{ role: 'province_analyst', unit: 'province' }], path)).toEqual({
      minimum: 5,
      closedBatches: false
    });
    expect(floorFor([], path)).toEqual({ minimum: 10, closedBatches: true });
  });
});
