import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Role } from '../../src/lib/domain/access/policy.ts';
import { addDays } from '../../src/lib/domain/round/status.ts';
import { startOfLocalDay } from '../../src/lib/domain/shared/time.ts';
import type { Context } from '../../src/lib/server/context.ts';
import {
  addTask,
  changeTask,
  removeTask,
  setDone,
  tellProgress
} from '../../src/lib/server/services/plan/plan-changes.ts';
import { listTasks, readTask } from '../../src/lib/server/services/plan/plan-tasks.ts';
import { aProvince, aRuntime, type Province, type TestRuntime } from '../support/factory.ts';
import { refused } from '../support/refused.ts';

const TODAY = '2027-02-10';
const ALL = { state: null, criterion: null, unit: null } as const;
let runtime: TestRuntime;
let province: Province;

beforeAll(async () => {
  runtime = await aRuntime();
  province = await aProvince(runtime, { communes: 2, counters: 1 });
});
afterAll(() => runtime?.end());

const as = (role: Role, day = TODAY): Context => {
  const person = province.people[role];
  if (!person) throw new Error(role);
  return { ...runtime.contextFor(person.actor), now: () => startOfLocalDay(day) + 3_600_000 };
};
const task = (unit: string, dueOn: string, title = 'Niêm yết phí') => {
  return { criterion: 'A5', title, expected: 'Bảng phí ở mỗi quầy', unit, dueOn };
};

it('lists the overdue tasks first, each with its unit, to the province and to the unit whose it is', async () => {
  const admin = as('province_admin');
  const [own, other] = province.communes.map(({ id }) => id);
  await addTask(admin, task(own ?? '', '2027-06-30', 'Trong hạn'));
  await addTask(admin, task(own ?? '', addDays(TODAY, 30), 'Sắp đến hạn'));
  await addTask(admin, task(other ?? '', addDays(TODAY, -1), 'Quá hạn'));
  const { tasks, counts } = await listTasks(admin, ALL);
  expect(tasks.map(({ title, state, daysLate }) => [title, state, daysLate])).toEqual([
    ['Quá hạn', 'overdue', 1],
    ['Sắp đến hạn', 'due_soon', 0],
    ['Trong hạn', 'in_time', 0]
  ]);
  expect(counts).toEqual({ overdue: 1, due_soon: 1, in_time: 1, done: 0 });
  expect((await listTasks(admin, { ...ALL, state: 'overdue' })).tasks).toHaveLength(1);
  const seen = await listTasks(as('unit_manager'), ALL);
  expect(seen.tasks.map(({ title }) => title)).toEqual(['Sắp đến hạn', 'Trong hạn']);
  expect(await refused(readTask(as('unit_manager'), tasks[0]?.id ?? ''))).toBe('plan.not_found');
  expect(await refused(addTask(as('unit_manager'), task(own ?? '', TODAY)))).toBe('access.denied');
});

it('is told once a quarter by whose it is, and done only with evidence', async () => {
  const [own] = province.communes;
  const admin = as('province_admin');
  const manager = as('unit_manager');
  const id = await addTask(admin, task(own?.id ?? '', '2027-12-31', 'Trả kết quả đúng hẹn'));
  expect((await readTask(manager, id)).task.owesProgress).toBe(true);
  for (const percent of ['101', '-1', '1.5', ''])
    expect(await refused(tellProgress(manager, id, { percent, note: '' }))).toBe('plan.percent');
  await tellProgress(manager, id, { percent: '20', note: 'Đã họp' });
  await tellProgress(manager, id, { percent: '30', note: 'Đã lập danh mục' });
  await tellProgress(as('unit_manager', '2027-05-02'), id, { percent: '60', note: '' });
  const { task: view, quarters } = await readTask(manager, id);
  expect(quarters.map(({ quarter, percent }) => [quarter, percent])).toEqual([
    ['2027-Q2', 60],
    ['2027-Q1', 30]
  ]);
  expect(view.progress?.quarter).toBe('2027-Q2');
  expect(await refused(tellProgress(as('auditor'), id, { percent: '1', note: '' }))).toBe('access.denied');
  expect(await refused(setDone(manager, id, { isDone: true, evidence: ' ' }))).toBe('plan.evidence');
  await setDone(manager, id, { isDone: true, evidence: 'QĐ 12/QĐ-UBND' });
  expect((await readTask(manager, id)).task).toMatchObject({ state: 'done', doneOn: TODAY, evidence: 'QĐ 12/QĐ-UBND' });
  await setDone(manager, id, { isDone: false, evidence: '' });
  expect((await readTask(manager, id)).task.state).toBe('in_time');
});

it('refuses what is no task, and a change over somebody else’s', async () => {
  const admin = as('province_admin');
  const unit = province.communes[0]?.id ?? '';
  const good = task(unit, '2027-03-31');
  expect(await refused(addTask(admin, { ...good, title: ' ' }))).toBe('plan.title');
  expect(await refused(addTask(admin, { ...good, title: 'x'.repeat(201) }))).toBe('plan.title');
  expect(await refused(addTask(admin, { ...good, expected: 'a\u0000' }))).toBe('plan.text');
  for (const dueOn of ['', '31/3/2027', '2027-02-30', '2027-13-01'])
    expect(await refused(addTask(admin, { ...good, dueOn }))).toBe('plan.day');
  expect(await refused(addTask(admin, { ...good, unit: 'nowhere' }))).toBe('unit.not_found');
  const id = await addTask(admin, good);
  await changeTask(admin, id, 1, { ...good, title: 'Tên mới' });
  expect(await refused(changeTask(admin, id, 1, good))).toBe('plan.edited');
  expect((await readTask(admin, id)).task).toMatchObject({ title: 'Tên mới', revision: 2 });
  await removeTask(admin, id);
  expect(await refused(readTask(admin, id))).toBe('plan.not_found');
  expect(await refused(removeTask(admin, id))).toBe('plan.not_found');
});
