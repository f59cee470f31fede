/**
 * Who may do what, where: the one policy table. What is not in it is denied. A grant holds for its unit and all units
 * under it; a commune's manager therefore never sees a sibling. A system administrator keeps the server and sees no
 * figures, answers or comments (docs/SECURITY.md, "Who administers").
 */
export const ROLES = [
  'province_admin',
  'system_admin',
  'province_analyst',
  'auditor',
  'unit_manager',
  'unit_viewer'
] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = {
  'overview.read': ['province_admin', 'province_analyst', 'auditor', 'unit_manager', 'unit_viewer'],
  'estimate.read': ['province_admin', 'province_analyst', 'auditor', 'unit_manager', 'unit_viewer'],
  'round.read': ['province_admin', 'province_analyst', 'auditor', 'unit_manager', 'unit_viewer'],
  'round.manage': ['province_admin'],
  'round.confirm': ['province_admin', 'auditor'],
  'scorecard.read': ['province_admin', 'province_analyst', 'auditor'],
  'publication.read': ['province_admin', 'province_analyst', 'auditor', 'unit_manager', 'unit_viewer'],
  'publication.manage': ['province_admin'],
  'publication.reply': ['unit_manager'],
  'report.make': ['province_admin', 'province_analyst', 'auditor', 'unit_manager'],
  /** Reads what others made; it may show what one's own floor would hide. */
  'report.read_all': ['province_admin', 'province_analyst', 'auditor'],
  'plan.read': ['province_admin', 'province_analyst', 'auditor', 'unit_manager', 'unit_viewer'],
  'plan.manage': ['province_admin'],
  'plan.report': ['province_admin', 'unit_manager'],
  /** No figures: who keeps servers and tablets knows best when they failed. */
  'outage.read': ['province_admin', 'system_admin', 'province_analyst', 'auditor', 'unit_manager', 'unit_viewer'],
  'outage.manage': ['province_admin', 'system_admin', 'unit_manager'],
  'questionnaire.read': ['province_admin', 'province_analyst', 'auditor'],
  'questionnaire.manage': ['province_admin'],
  'unit.read': ['province_admin', 'province_analyst', 'auditor', 'unit_manager', 'unit_viewer'],
  'unit.manage': ['province_admin'],
  'counter.edit': ['province_admin', 'unit_manager'],
  'import.use': ['province_admin'],
  'link.read': ['province_admin', 'province_analyst', 'auditor', 'unit_manager', 'unit_viewer'],
  'link.manage': ['province_admin', 'unit_manager'],
  'kiosk.read': ['province_admin', 'system_admin', 'province_analyst', 'auditor', 'unit_manager', 'unit_viewer'],
  'kiosk.manage': ['province_admin', 'system_admin', 'unit_manager'],
  'paper.enter': ['province_admin', 'unit_manager'],
  'code.manage': ['province_admin'],
  'poster.print': ['province_admin', 'unit_manager'],
  'response.review': ['auditor'],
  'response.correct': ['province_admin', 'auditor'],
  'response.export': ['province_admin', 'province_analyst', 'auditor'],
  'analysis.read': ['province_admin', 'province_analyst', 'auditor'],
  'analysis.start': ['province_admin', 'province_analyst'],
  'job.use': ['province_admin', 'system_admin', 'province_analyst', 'unit_manager'],
  /** Sees and ends the jobs of others; their files are `job.fetch_all`. */
  'job.read_all': ['province_admin', 'system_admin'],
  'job.fetch_all': ['province_admin'],
  'person.manage': ['province_admin'],
  /** Sees who has an account, ends sessions, disables: nothing by which one could become somebody else. */
  'account.manage': ['province_admin', 'system_admin'],
  'token.manage': ['province_admin'],
  'store.backup': ['province_admin', 'system_admin'],
  'audit.read': ['province_admin', 'system_admin', 'auditor'],
  'store.health': ['province_admin', 'system_admin', 'auditor'],
  'store.verify': ['province_admin', 'system_admin', 'auditor']
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

export const isPermission = (name: string): name is Permission => Object.hasOwn(PERMISSIONS, name);
export const PERMISSION_NAMES: readonly Permission[] = Object.keys(PERMISSIONS).filter(isPermission);

export interface Grant {
  readonly role: Role;
  readonly unit: string;
}

/** A unit with the path of its ancestors, from the root to itself. */
export type UnitPath = readonly string[];

/** Whether one of the grants allows the permission on the unit: the grant's unit is the unit itself or an ancestor. */
export function allows(grants: readonly Grant[], permission: Permission, path: UnitPath): boolean {
  const roles: readonly Role[] = PERMISSIONS[permission];
  return grants.some((grant) => roles.includes(grant.role) && path.includes(grant.unit));
}

/** Whether a grant allows the permission somewhere: enough to open a page, never enough to read a unit's data. */
export function allowsSomewhere(grants: readonly Grant[], permission: Permission): boolean {
  const roles: readonly Role[] = PERMISSIONS[permission];
  return grants.some((grant) => roles.includes(grant.role));
}

/**
 * The role by which a person begins: the first that sees figures, at a unit of today where there is one, for at a unit
 * that has ended its people only read what was. Null for who sees no figures.
 */
export function homeGrant(grants: readonly Grant[], isPresent: (unit: string) => boolean): Grant | null {
  const seeing = grants.filter((grant) => allowsSomewhere([grant], 'overview.read'));
  return seeing.find(({ unit }) => isPresent(unit)) ?? seeing[0] ?? null;
}

/** Whether the role is of the whole province only: at a single unit it would open nothing. */
export function isOfProvince(role: Role): boolean {
  return role === 'system_admin';
}

/** Whether a grant allows to change anything that is not one's own: such a person needs a second factor. */
export function manages(grants: readonly Grant[]): boolean {
  const changing = PERMISSION_NAMES.filter((name) => /\.(manage|review)$/.test(name));
  return changing.some((permission) => allowsSomewhere(grants, permission));
}

/** What hides a small group from whom: the floor of n below which no figure is shown, and whether figures come in closed batches. */
export interface Floor {
  readonly minimum: number;
  readonly closedBatches: boolean;
}

/** For what is published of a closed round, to everybody at once. */
export const PUBLIC_FLOOR: Floor = { minimum: 10, closedBatches: false };

/**
 * The floor for a reader of a unit: 5 for province analysts and auditors, 10 for the rated unit and the public,
 * who see closed daily batches only (DESIGN §5.7, RELIABILITY §5.1).
 */
export function floorFor(grants: readonly Grant[], path: UnitPath): Floor {
  const inner: readonly Role[] = ['province_admin', 'province_analyst', 'auditor'];
  const trusted = grants.some((grant) => inner.includes(grant.role) && path.includes(grant.unit));
  return trusted ? { minimum: 5, closedBatches: false } : { minimum: 10, closedBatches: true };
}
