import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/lib/chromium.mjs';

/** Until the first cycle has given its verdict; nothing of it takes minutes. */
const PATIENCE = 150_000;

export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
  });
  page.setDefaultTimeout(30_000);
  return { page, close: () => browser.close() };
}

/** The entry of the portal's menu that leads to Meshboard. */
export const menuEntry = page =>
  page.getByTestId('sidebar-root').getByRole('link', { name: 'Service mesh' });

/** Enters as a guest where the portal asks who is there. */
export async function enter(page, url) {
  await page.goto(url);
  const button = page.getByRole('button', { name: 'Enter' });
  await button.or(menuEntry(page)).first().waitFor();
  if (await button.isVisible()) await button.click();
  await menuEntry(page).waitFor();
}

/** Looks again until it is there. */
export async function reloadUntil(page, there) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      await there.waitFor({ timeout: 5_000 });
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await page.reload();
  }
}
