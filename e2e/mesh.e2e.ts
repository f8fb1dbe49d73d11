import { expect, Page, test } from '@playwright/test';
import {
  accessibilityProblems,
  enter,
  menu,
  reloadUntil,
  THEMES,
} from './session';

const services = (page: Page) =>
  page.getByRole('table', { name: 'Services', exact: true });
const firstService = (page: Page) => services(page).getByRole('row').nth(1);

/** Until the first cycle has given verdicts. */
const untilAssessed = (page: Page) =>
  reloadUntil(page, page.getByText(/\d+ of \d+ eligible services/).first());

test.describe('the scorecard', () => {
  test('shows shares, and beside them what is in none', async ({ page }) => {
    await enter(page, '/');
    await menu(page, 'Service mesh').click();
    await expect(page).toHaveURL(/\/mesh$/);
    await untilAssessed(page);
    await expect(page.getByText('4 of 5 clusters read')).toBeVisible();
    await expect(
      page.getByRole('link', { name: /^\d+ unknown$/ }),
    ).toBeVisible();
    await expect(
      page.getByRole('link', { name: /^\d+ not applicable$/ }),
    ).toBeVisible();
    expect(
      await page.evaluate(
        () => document.documentElement.scrollWidth <= window.innerWidth,
      ),
    ).toBe(true);
  });

  test('leads from a number to the services behind it, which the address keeps', async ({
    page,
  }) => {
    await enter(page, '/mesh');
    await untilAssessed(page);
    const cell = page
      .getByRole('link', { name: /^\d+ services of .*: Zero trust$/ })
      .first();
    const count = Number(await cell.textContent());
    await cell.click();
    await expect(page).toHaveURL(/stage=zero-trust/);
    await expect(firstService(page)).toContainText('Zero trust');
    await expect(services(page).getByRole('row')).toHaveCount(count + 1);
    await page.reload();
    await expect(firstService(page)).toContainText('Zero trust');
    await expect(services(page).getByRole('row')).toHaveCount(count + 1);
  });

  test('groups by what is chosen', async ({ page }) => {
    await enter(page, '/mesh');
    await untilAssessed(page);
    await page.getByLabel('Group by').selectOption('cluster');
    await expect(page).toHaveURL(/groupBy=cluster/);
    await expect(
      page.getByRole('link', { name: 'Services of prod-eu', exact: true }),
    ).toBeVisible();
  });

  test('finds, sorts and pages services on the server', async ({ page }) => {
    await enter(page, '/mesh');
    await untilAssessed(page);
    await page.getByRole('button', { name: 'Success', exact: true }).click();
    await expect(page).toHaveURL(/sort=successRate/);
    await expect(firstService(page)).toContainText('courier-tracking');
    await page.getByRole('button', { name: 'Next page' }).click();
    await expect(firstService(page)).not.toContainText('courier-tracking');
    await page.goBack();
    await expect(firstService(page)).toContainText('courier-tracking');

    await page.getByLabel('Find a service').fill('fraud');
    await expect(services(page).getByRole('row')).toHaveCount(2);
    await expect(firstService(page)).toContainText('fraud-check');
  });
});

test('the health page says which cluster fails, and why', async ({ page }) => {
  await enter(page, '/mesh');
  await untilAssessed(page);
  await page.goto('/mesh/health');
  const row = page
    .getByRole('table', { name: 'Sources' })
    .getByRole('row', { name: /prod-ap Kubernetes/ });
  await expect(row).toContainText('Failed');
  await expect(row).toContainText('HTTP 500');
});

for (const theme of THEMES) {
  test(`axe finds nothing on the mesh page, ${theme}`, async ({ page }) => {
    await enter(page, '/mesh', theme);
    await untilAssessed(page);
    await expect(firstService(page)).toBeVisible();
    expect(await accessibilityProblems(page.getByRole('article'))).toEqual([]);
    await page.goto('/mesh/health');
    await expect(page.getByText('Deployment istiod').first()).toBeVisible();
    expect(await accessibilityProblems(page.getByRole('article'))).toEqual([]);
  });
}
