import { describe, expect, it } from 'vitest';
import { formatFor } from '../../src/lib/i18n/format.ts';
import { findingOf } from '../../src/lib/ui/admin/finding.ts';
import { unitRows } from '../../src/lib/ui/admin/unit-rows.ts';
import type { EstimateView, RoundView, UnitProgress } from '../../src/lib/server/services/estimate/estimate-view.ts';

const round: RoundView = {
  id: 'r3',
  name: 'Quý III/2026',
  status: 'open',
  opensOn: '2026-07-01',
  closesOn: '2026-09-30',
  kind: 'self-selected',
  confidence: 0.95
};
const previous: RoundView = { ...round, id: 'r2', name: 'Quý II/2026', status: 'closed' };

function aView(changed: Partial<EstimateView>): EstimateView {
  return {
    schema: 'hailong-estimate/1',
    round,
    unit: { id: 'u', code: '20', title: 'Tỉnh Lạng Sơn' },
    filter: { respondentType: null, filingMode: null, lane: null },
    simulatedData: false,
    suppressed: null,
    floor: 5,
    releasedThrough: null,
    counts: { n: 100, received: 100, quarantined: 0, population: null, weightStep: 'unweighted', overfull: [] },
    headline: {
      item: 'OV.1',
      text: { vi: '' },
      n: 100,
      share: 0.853,
      se: 0.01,
      ci: [0.84, 0.866],
      mean: 4,
      meanSe: 0.1,
      counts: [0, 0, 0, 0, 0]
    },
    headlineChange: { estimate: 0.021, se: 0.005, df: 100, ci: [0.01, 0.03], verdict: 'up' },
    conclusive: true,
    reasons: [],
    decisionN: 50,
    areas: [],
    composite: null,
    points: null,
    own: null,
    byEvidence: [],
    byChannel: [],
    method: { interval: 'indicative', caveats: [] },
    ...changed
  };
}
const finding = (changed: Partial<EstimateView>) => findingOf(aView(changed), previous, formatFor('vi'));
const changed = (verdict: 'up' | 'down' | 'unclear' | 'not_comparable', estimate: number) => ({
  headlineChange: { estimate, se: 0.01, df: 9, ci: null, verdict }
});

describe('the title of the Overview', () => {
  it('names a clear change with its size', () => {
    expect(finding({})).toEqual({
      key: 'admin:finding.up',
      vars: { share: '85,3\u00a0%', change: '2,1 điểm %', round: 'quý II/2026' }
    });
    expect(finding(changed('down', -0.028)).key).toBe('admin:finding.down');
    expect(finding(changed('down', -0.028)).vars['change']).toBe('2,8 điểm %');
  });

  it('does not name a change that is not clear or not comparable', () => {
    expect(finding(changed('unclear', 0.02)).key).toBe('admin:finding.unclear');
    expect(finding(changed('not_comparable', 0.02)).key).toBe('admin:finding.level');
    expect(finding({ headlineChange: null }).key).toBe('admin:finding.level');
  });

  it('concludes nothing below the decision n or from a wide interval', () => {
    const few = aView({}).headline;
    expect(finding({ conclusive: false, reasons: ['few_responses'], headline: few && { ...few, n: 12 } })).toEqual({
      key: 'admin:finding.few',
      vars: { n: '12' }
    });
    expect(finding({ conclusive: false, reasons: ['wide_interval'] }).key).toBe('admin:finding.wide');
  });

  it('tells apart hidden, empty and closed without a response', () => {
    const none = {
      counts: { n: 0, received: 0, quarantined: 0, population: null, weightStep: 'unweighted' as const, overfull: [] },
      headline: null
    };
    expect(finding({ suppressed: 'floor', counts: null }).key).toBe('admin:finding.suppressed');
    expect(finding(none)).toEqual({ key: 'admin:finding.empty', vars: { opens: '1/7/2026' } });
    expect(finding({ ...none, round: { ...round, status: 'closed' } }).key).toBe('admin:finding.emptyClosed');
  });
});

describe('the list of units', () => {
  const unit = (title: string, code: string, n: number | null): UnitProgress => ({
    unit: { id: code, code, title },
    n,
    target: 100,
    population: null,
    share: null,
    ci: null,
    conclusive: false,
    suppressed: null
  });
  const units = [
    unit('Xã Đoàn Kết', '06001', 90),
    unit('Xã Ba Sơn', '06002', null),
    unit('Phường Kỳ Lừa', '05983', 10)
  ];
  const titles = (search: string, sort: 'name' | 'code' | 'missing') =>
    unitRows(units, { search, sort }).map((row) => row.unit.code);

  it('finds names written without marks, and codes', () => {
    expect(titles('doan ket', 'name')).toEqual(['06001']);
    expect(titles('KY LUA', 'name')).toEqual(['05983']);
    expect(titles('0600', 'code')).toEqual(['06001', '06002']);
  });

  it('puts first where most responses are missing; a hidden n counts as none', () => {
    expect(titles('', 'missing')).toEqual(['06002', '05983', '06001']);
  });
});
