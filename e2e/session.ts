import AxeBuilder from '@axe-core/playwright';
import { expect, Page } from '@playwright/test';

export type Theme = 'light' | 'dark';

/** Enters as a guest, where the portal asks, in one of its themes. */
export async function enter(
  page: Page,
  path: string,
  theme: Theme = 'light',
): Promise<void> {
  await page.addInitScript(name => localStorage.setItem('theme', name), theme);
  await page.goto(path);
  const button = page.getByRole('button', { name: 'Enter' });
  const menu = page.getByRole('link', { name: 'Service mesh' });
  await expect(button.or(menu).first()).toBeVisible();
  if (await button.isVisible()) await button.click();
  await expect(menu).toBeVisible();
}

/**
 * Looks again until something is there: what the portal shows is collected a few seconds after its
 * start.
 */
export async function reloadUntil(
  page: Page,
  check: () => Promise<void>,
): Promise<void> {
  let first = true;
  await expect(async () => {
    if (!first) await page.reload();
    first = false;
    await check();
  }).toPass({ timeout: 150_000, intervals: [2_000] });
}

/** What axe finds within a part of the page, in words. */
export async function accessibilityProblems(
  page: Page,
  selector: string,
): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  );
}
