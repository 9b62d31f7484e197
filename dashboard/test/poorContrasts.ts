import type { Page } from 'playwright-core';

/** Contrast of normal text, WCAG 2.2 AA. */
const LEAST_CONTRAST = 4.5;

/* The function runs in the page, so that everything it uses has to be inside of it. */
/* oxlint-disable unicorn/consistent-function-scoping */
/** Contrast of the texts of the page with what is behind them; only those below the least. */
export const poorContrasts = (page: Page) =>
  page.evaluate((least) => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('No canvas');
    const paint = (colours: readonly string[]) => {
      context.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
      }
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour: readonly number[]) => {
      const [r = 0, g = 0, b = 0] = colour.map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const poor: string[] = [];
    let checked = 0;
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const text = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      if (!text || element.closest('.hidden, .skip, noscript, option, dialog:not([open])')) continue;
      const behind: string[] = [];
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        behind.unshift(getComputedStyle(at).backgroundColor);
      }
      const ink = luminance(paint([...behind, getComputedStyle(element).color]));
      const ground = luminance(paint(behind));
      const contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
      checked += 1;
      if (contrast < least) poor.push(`${element.className}: ${element.textContent} ${contrast.toFixed(2)}`);
    }
    return { poor, checked };
  }, LEAST_CONTRAST);
/* oxlint-enable unicorn/consistent-function-scoping */
