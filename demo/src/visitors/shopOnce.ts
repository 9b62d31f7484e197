import type { Page } from 'playwright-core';
import { popularProduct } from './popularProduct.ts';

const WORDS = ['oak', 'linen', 'brass', 'wool', 'glass', 'cork'];

/** One visit: looks around, searches, looks at a product, puts it into the cart, and sometimes buys it. */
export async function shopOnce(page: Page, url: string, random: () => number): Promise<void> {
  const pause = () => page.waitForTimeout(300 + random() * 900);
  await page.goto(url, { waitUntil: 'load' });
  await pause();
  await page.fill('input[name=q]', WORDS[Math.floor(random() * WORDS.length)] ?? 'oak');
  await page.click('#search button');
  await pause();
  await page.goto(`${url}/products/${popularProduct(random, 200)}`, { waitUntil: 'load' });
  await pause();
  await page.click('#add');
  await pause();
  if (random() < 0.6) {
    await page.goto(`${url}/cart`, { waitUntil: 'load' });
    await pause();
    await page.click('#checkout');
    await pause();
  }
}
