import { expect, test } from '@playwright/test';
import {
  accessibilityProblems,
  enter,
  meshCard,
  reloadUntil,
  THEMES,
} from './session';

const component = (name: string, tab = '') =>
  `/catalog/default/component/${name}${tab}`;

test.describe('a service', () => {
  test('has a card with what is known of it now', async ({ page }) => {
    await enter(page, component('checkout'));
    const card = meshCard(page);
    // Metrics come last: the first clusters may be assessed before them.
    await reloadUntil(page, card.getByText(/^[\d.]+ rps$/));
    await expect(card.getByText('required on every port')).toBeVisible();
    await expect(card.getByText('Strict', { exact: true })).toBeVisible();
    await expect(card.getByText(/^\d+ of \d+ pods$/)).toBeVisible();
    await expect(card.getByText('Keep Istio (sidecar)')).toBeVisible();

    await card.getByRole('button', { name: 'Why?' }).click();
    await expect(
      page.getByRole('dialog', { name: 'Why this recommendation' }),
    ).toBeVisible();
  });

  test('that is partly meshed says what to type', async ({ page }) => {
    await enter(page, component('order-router'));
    const card = meshCard(page);
    await reloadUntil(page, card.getByText(/^\d of \d pods$/).first());
    await expect(
      card.getByText(/kubectl rollout restart deployment/).first(),
    ).toBeVisible();
  });

  test('whose cluster does not answer is unknown, never not meshed', async ({
    page,
  }) => {
    await enter(page, component('shop-ap'));
    const card = meshCard(page);
    await reloadUntil(page, card.getByText(/prod-ap/).first());
    await expect(card.getByText('Unknown', { exact: true })).toBeVisible();
    await expect(card.getByText('Not meshed')).toHaveCount(0);
  });

  test('is read again when asked to', async ({ page }) => {
    await enter(page, component('checkout'));
    const card = meshCard(page);
    await reloadUntil(page, card.getByText('required on every port'));
    const answered = page.waitForResponse(
      response =>
        response.url().endsWith('/refresh') &&
        response.request().method() === 'POST',
    );
    await card.getByRole('button', { name: 'Read again now' }).click();
    expect((await answered).status()).toBe(200);
    await expect(card.getByText('required on every port')).toBeVisible();
  });

  test('has a tab with its workloads and the object that decides', async ({
    page,
  }) => {
    await enter(page, component('inventory'));
    await page.getByRole('main').getByRole('link', { name: 'Mesh' }).click();
    await expect(page).toHaveURL(/component\/inventory\/mesh/);
    const workloads = page.getByRole('region', { name: 'Workloads' });
    await reloadUntil(page, workloads);
    await expect(
      workloads.getByRole('cell', { name: 'inventory', exact: true }).first(),
    ).toBeVisible();
    await workloads
      .getByRole('button', { name: 'Details of inventory' })
      .first()
      .click();
    await expect(
      workloads.getByText(/PeerAuthentication/).first(),
    ).toBeVisible();
  });

  for (const theme of THEMES) {
    test(`has a card and a tab in which axe finds nothing, ${theme}`, async ({
      page,
    }) => {
      await enter(page, component('cart'), theme);
      const card = meshCard(page);
      await reloadUntil(page, card.getByText(/% of traffic encrypted/));
      expect(await accessibilityProblems(card)).toEqual([]);

      await page.goto(component('cart', '/mesh'));
      for (const name of ['Verdict', 'Workloads', 'mTLS', 'Recommendation']) {
        const section = page.getByRole('region', { name, exact: true });
        await expect(section).toBeVisible();
        expect(await accessibilityProblems(section)).toEqual([]);
      }
    });
  }

  test('has a card that fits a narrow window', async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 800 });
    await page.goto(component('cart'));
    await page.getByRole('button', { name: 'Enter' }).click();
    const card = meshCard(page);
    await reloadUntil(page, card.getByText('6 of 6 pods'));
    const box = await card.boundingBox();
    expect(box!.x + box!.width).toBeLessThanOrEqual(360);
  });
});
