import type { Page } from '@playwright/test';
import type { Random } from '../../src/lib/domain/simulation/random.ts';

const RECEIPT = /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/;
const LEVELS = ['Rất hài lòng', 'Hài lòng', 'Bình thường', 'Không hài lòng', 'Tôi không biết'];
const WAIT_MS = 10_000;

const named = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Answers every question but the last; the next tap sends the form. */
export async function answerAllButLast(page: Page, random: Random): Promise<void> {
  const tap = (name: string) => named(page, name).tap({ timeout: WAIT_MS });
  await tap('Bắt đầu');
  await tap('Cho mình, gia đình');
  await tap('Đã nhận kết quả');
  for (let number = 1; number <= 8; number += 1) {
    await page.getByText(`Câu ${number} trong 8`, { exact: true }).waitFor({ timeout: WAIT_MS });
    await tap(random.pick(LEVELS));
  }
  await named(page, 'Tôi tự làm').waitFor({ timeout: WAIT_MS });
}

/** The tap that sends the form. Gives the receipt once the thanks stand on the screen; null where they never came. */
export async function answerLast(page: Page, waitMs = WAIT_MS): Promise<string | null> {
  try {
    await named(page, 'Tôi tự làm').tap({ timeout: waitMs });
    const receipt = await page.getByText(RECEIPT).textContent({ timeout: waitMs });
    return receipt === null ? null : receipt.replaceAll('-', '');
  } catch {
    return null;
  }
}

/** Back to the first screen. */
export async function leave(page: Page): Promise<void> {
  await named(page, 'Xong').tap({ timeout: WAIT_MS });
  await named(page, 'Bắt đầu').waitFor({ timeout: WAIT_MS });
}
