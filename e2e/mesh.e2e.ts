import AxeBuilder from '@axe-core/playwright';
import { expect, Page, test } from '@playwright/test';

async function enter(page: Page) {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await expect(page.getByRole('link', { name: 'Service mesh' })).toBeVisible();
}

const axe = async (page: Page, selector: string) => {
  const { violations } = await new AxeBuilder({ page })
    .include(selector)
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
};

/** Verdicts come within a cycle of the first start. */
async function untilAssessed(page: Page) {
  await expect(async () => {
    await page.goto('/mesh');
    await expect(
      page.getByText(/^7\d(\.\d)? %$|^at least \d+(\.\d)? %$/).first(),
    ).toBeVisible({ timeout: 5000 });
  }).toPass({ timeout: 90_000 });
}

test.beforeEach(async ({ page }) => {
  await enter(page);
});

test('the scorecard shows shares beside what is in none of them', async ({
  page,
}) => {
  await untilAssessed(page);
  await expect(
    page.getByText(/of \d+ eligible services/).first(),
  ).toBeVisible();
  await expect(page.getByRole('link', { name: /^\d+ unknown$/ })).toBeVisible();
  await expect(page.getByText(/3 of 4 clusters read/)).toBeVisible();
  expect(
    await page.evaluate(
      () => document.documentElement.scrollWidth <= window.innerWidth,
    ),
  ).toBe(true);
});

test('a number leads to the services behind it, and the address keeps them', async ({
  page,
}) => {
  await untilAssessed(page);
  await page
    .getByRole('link', { name: /services of .*: Zero trust/ })
    .first()
    .click();
  await expect(page).toHaveURL(/stage=zero-trust/);
  const rows = page.getByRole('table', { name: 'Services' }).getByRole('row');
  await expect(rows.nth(1)).toContainText('Zero trust');
  const shown = await rows.allTextContents();
  await page.reload();
  await expect(rows.nth(1)).toContainText('Zero trust');
  expect((await rows.allTextContents()).length).toBe(shown.length);
});

test('the server sorts and pages the services', async ({ page }) => {
  await untilAssessed(page);
  await page.getByRole('button', { name: 'Success', exact: true }).click();
  await expect(page).toHaveURL(/sort=successRate/);
  const first = page
    .getByRole('table', { name: 'Services' })
    .getByRole('row')
    .nth(1);
  await expect(first).toContainText('courier-tracking');
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(first).not.toContainText('courier-tracking');
  await page.goBack();
  await expect(first).toContainText('courier-tracking');
});

test('the card of a service has live data', async ({ page }) => {
  await untilAssessed(page);
  await page.goto('/catalog/default/component/checkout');
  const card = page
    .locator('article, section, div', {
      has: page.getByText('Service mesh', { exact: true }),
    })
    .last();
  await expect(page.getByText('Strict').first()).toBeVisible();
  await expect(page.getByText(/8 of 8 pods/).first()).toBeVisible();
  await expect(page.getByText(/rps/).first()).toBeVisible();
  await expect(card).toBeVisible();
});

test('what could not be read is unknown, never not meshed', async ({
  page,
}) => {
  await untilAssessed(page);
  await page.goto('/catalog/default/component/shop-ap');
  await expect(page.getByText(/prod-ap/).first()).toBeVisible();
  await expect(page.getByText('Unknown').first()).toBeVisible();
  await expect(page.getByText('Not meshed')).toHaveCount(0);
});

test('partly meshed says what to type', async ({ page }) => {
  await untilAssessed(page);
  await page.goto('/catalog/default/component/order-router');
  await expect(page.getByText(/5 of 8 pods/).first()).toBeVisible();
  await expect(
    page.getByText(/kubectl rollout restart deployment/).first(),
  ).toBeVisible();
});

test('the tab tells the workloads and the object that decides', async ({
  page,
}) => {
  await untilAssessed(page);
  await page.goto('/catalog/default/component/inventory/mesh');
  await expect(page.getByRole('heading', { name: 'Workloads' })).toBeVisible();
  await expect(page.getByText(/PeerAuthentication/).first()).toBeVisible();
});

test('the health page says which cluster fails and why', async ({ page }) => {
  await untilAssessed(page);
  await page.goto('/mesh/health');
  const row = page
    .getByRole('table', { name: 'Sources' })
    .getByRole('row', { name: /prod-ap Kubernetes/ });
  await expect(row).toContainText('Failed');
  await expect(row).toContainText('HTTP 500');
  await expect(page.getByText('Istio').first()).toBeVisible();
});

for (const theme of ['light', 'dark']) {
  test(`axe finds nothing, ${theme}`, async ({ page }) => {
    await page.evaluate(name => localStorage.setItem('theme', name), theme);
    await untilAssessed(page);
    await expect(page.getByRole('table', { name: 'Services' })).toBeVisible();
    expect(await axe(page, 'main')).toEqual([]);
    await page.goto('/mesh/health');
    await expect(page.getByRole('table', { name: 'Sources' })).toBeVisible();
    expect(await axe(page, 'main')).toEqual([]);
    await page.goto('/catalog/default/component/cart/mesh');
    await expect(
      page.getByRole('heading', { name: 'Workloads' }),
    ).toBeVisible();
    expect(await axe(page, '#mesh-tab, main article')).toEqual([]);
  });
}

test('the card fits a narrow window', async ({ page }) => {
  await untilAssessed(page);
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto('/catalog/default/component/cart');
  await expect(page.getByText(/6 of 6 pods/).first()).toBeVisible();
});
