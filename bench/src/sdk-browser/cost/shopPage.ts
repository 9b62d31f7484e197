import { createImage } from './images.ts';

/** What a file of the page is, and how long the server takes for it. */
export interface PageFile {
  readonly type: string;
  readonly body: string | Buffer;
  readonly delayMs: number;
}

/** Where the button is that is clicked, in CSS pixels from the top left. */
export const BUTTON = { x: 60, y: 30 };

/** How long the button's handler keeps the main thread, in milliseconds of the clock. */
export const HANDLER_MS = 20;

/** How many products the page's own script lists. */
const PRODUCTS = 60;

/**
 * The page's own script lists products and answers clicks. It uses no promises and no timers, so whatever runs later than its
 * evaluation is the measured script's. Long tasks are kept for the bench to read.
 */
const PAGE_SCRIPT = `
window.longTasks = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) window.longTasks.push([startTime, duration]);
}).observe({ type: 'longtask', buffered: true });

const products = Array.from({ length: ${PRODUCTS} }, (_, index) => ({
  name: 'Product ' + index,
  price: ((index * 7919) % 10000) / 100,
  tags: ['blue', 'wood', 'large', 'new'].filter((_, tag) => (index >> tag) & 1),
}));
const list = document.querySelector('#products');
for (const { name, price, tags } of products.sort((a, b) => a.price - b.price)) {
  const item = document.createElement('li');
  item.innerHTML = '<strong></strong><em></em><span></span>';
  item.children[0].textContent = name;
  item.children[1].textContent = price.toFixed(2);
  item.children[2].textContent = tags.join(', ');
  list.append(item);
}

let clicks = 0;
document.querySelector('#buy').onclick = () => {
  const startedAt = performance.now();
  while (performance.now() - startedAt < ${HANDLER_MS});
  clicks += 1;
  document.querySelector('#basket').textContent = 'In your basket: ' + clicks;
};
`;

const STYLE = `
body { margin: 0; padding-top: 60px; font: 16px/1.5 sans-serif; color: #222; }
header { position: fixed; top: 0; left: 0; right: 0; height: 60px; background: #fff; border-bottom: 1px solid #ccc; }
#buy { position: absolute; left: 10px; top: 10px; width: 100px; height: 40px; }
#basket { position: absolute; left: 130px; top: 18px; }
img { display: block; background: #eee; }
.hero { width: 960px; height: 400px; }
.more { display: flex; gap: 12px; padding: 12px; }
#products { columns: 3; list-style: none; padding: 0 12px; }
#products li { padding: 6px; border-bottom: 1px solid #eee; break-inside: avoid; }
#products span { color: #777; font-size: 12px; margin-left: 8px; }
article { max-width: 720px; padding: 0 12px; }
`;

const PARAGRAPH =
  'Measured where people are, a page is as fast as the device in their hand and the network around it allow; this text is here to be laid out. ';

/** The files that are the same with every script, by path. */
export const PAGE_FILES: Readonly<Record<string, PageFile>> = {
  '/page.js': { type: 'text/javascript', body: PAGE_SCRIPT, delayMs: 20 },
  '/page.css': { type: 'text/css', body: STYLE, delayMs: 10 },
  // The largest thing to see; it comes after a script in the head has been evaluated, so that it can be delayed by that.
  '/hero.png': { type: 'image/png', body: createImage({ width: 960, height: 400, seed: 1 }), delayMs: 120 },
  ...Object.fromEntries(
    [2, 3, 4].map((seed) => [
      `/more-${seed}.png`,
      { type: 'image/png', body: createImage({ width: 240, height: 160, seed }), delayMs: 150 },
    ]),
  ),
};

/** The page with the tag of a script in its head, or with none. */
export function toShopPage(tag: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Shop</title>
<meta name="viewport" content="width=device-width">
${tag}
<link rel="stylesheet" href="/page.css">
</head>
<body>
<header><button id="buy">Buy</button><div id="basket">Your basket is empty</div></header>
<img class="hero" src="/hero.png" alt="" width="960" height="400">
<div class="more">${[2, 3, 4].map((seed) => `<img src="/more-${seed}.png" alt="" width="240" height="160">`).join('')}</div>
<ul id="products"></ul>
<article>${Array.from({ length: 30 }, (_, index) => `<h2>Part ${index + 1}</h2><p>${PARAGRAPH.repeat(5)}</p>`).join('\n')}</article>
<script src="/page.js"></script>
</body>
</html>
`;
}
