import { addDays } from '../../../domain/round/status.ts';
import { localDay } from '../../../domain/shared/time.ts';
import type { Context } from '../../context.ts';
import { createPeriod } from '../rounds/report-periods.ts';
import { addTask, setDone, tellProgress } from '../plan/plan-changes.ts';

const TASKS = [
  ['A5', 'Niêm yết mức thu phí, lệ phí ở mỗi quầy', 'Ảnh bảng phí ở 65 xã, phường', -20, 40, null],
  ['A6', 'Hướng dẫn nộp hồ sơ trực tuyến bằng tiếng Tày, tiếng Nùng', 'Clip hướng dẫn ở bộ phận một cửa', 15, 60, null],
  ['A3', 'Rà soát việc chuyển hồ sơ giữa các cơ quan', 'Quy trình liên thông được ký', 80, null, null],
  ['A4', 'Tập huấn kỹ năng tiếp dân cho cán bộ một cửa', 'Danh sách người đã tập huấn', -45, 100, 'Báo cáo 118/BC-SNV']
] as const;

/** Tasks as a province writes them, in every state, each owned by a department or commune of the demo. */
export async function addDemoPlan(ctx: Context): Promise<void> {
  const today = localDay(ctx.now());
  const year = today.slice(0, 4);
  await createPeriod(ctx, { name: `Năm ${year}`, from: `${year}-01-01`, to: `${year}-12-14`, due: `${year}-12-20` });
  const owners = ctx.directory.presentUnits().filter(({ id }) => id !== ctx.directory.root().id);
  for (const [i, [criterion, title, expected, dueIn, percent, evidence]] of TASKS.entries()) {
    const unit = owners[owners.length - 1 - (i % 2)]?.id ?? ctx.directory.root().id;
    const id = await addTask(ctx, { criterion, title, expected, unit, dueOn: addDays(today, dueIn) });
    if (percent !== null) await tellProgress(ctx, id, { percent: String(percent), note: '' });
    if (evidence !== null) await setDone(ctx, id, { isDone: true, evidence });
  }
}
