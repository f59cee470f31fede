import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Axe finds nothing on the page, all rules. In the page itself: the default way opens a second page for the outcome of
 * frames, takes twice as long, and Chromium was seen to hang in it. A frame of another origin is opened by its own address.
 */
export async function expectNoViolations(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] }) // what passes need not be described
    .setLegacyMode()
    .analyze();
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  expect(told, name).toEqual([]);
}
