import AxeBuilder from '@axe-core/playwright';
import { expect, Locator, Page } from '@playwright/test';

export type Theme = 'light' | 'dark';
export const THEMES: Theme[] = ['light', 'dark'];

/** An entry of the portal's menu. */
export const menu = (page: Page, name: string): Locator =>
  page.getByTestId('sidebar-root').getByRole('link', { name });

/** Enters as a guest and opens a page in one of the portal's themes. */
export async function enter(
  page: Page,
  path: string,
  theme: Theme = 'light',
): Promise<void> {
  await page.addInitScript(name => localStorage.setItem('theme', name), theme);
  await page.goto(path);
  await page.getByRole('button', { name: 'Enter' }).click();
  await expect(menu(page, 'Service mesh')).toBeVisible();
}

/**
 * Looks again until something is there: what the portal shows is collected within seconds of its
 * start.
 */
export async function reloadUntil(page: Page, there: Locator): Promise<void> {
  let first = true;
  await expect(async () => {
    if (!first) await page.reload();
    first = false;
    await expect(there).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 150_000, intervals: [2_000] });
}

/** The card on an entity's overview. */
export const meshCard = (page: Page): Locator =>
  page.locator('.MuiCard-root', {
    has: page.locator('.MuiCardHeader-title', { hasText: 'Service mesh' }),
  });

/** What axe finds within a part of the page, in words. */
export async function accessibilityProblems(part: Locator): Promise<string[]> {
  await part.evaluate(element => element.setAttribute('data-e2e-axe', ''));
  const { violations } = await new AxeBuilder({ page: part.page() })
    .include('[data-e2e-axe]')
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html}\n${node.failureSummary}`),
  );
}
