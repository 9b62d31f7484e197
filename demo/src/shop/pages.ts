import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Product } from './catalogue.ts';

type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface PageOptions {
  /** Address of the collector, which also serves the browser SDK. */
  readonly endpoint: string;
  readonly key: string;
  readonly release: string;
}

const CRITICAL_CSS = 'body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:64rem;padding:1rem}';

const money = (cents: number) => `€ ${(cents / 100).toFixed(2)}`;

function layout({ endpoint, key, release }: PageOptions, title: string, route: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Paceline demo shop</title>
        <style>
          ${raw(CRITICAL_CSS)}
        </style>
        <link rel="stylesheet" href="/assets/shop.css" />
        <script
          async
          src="${endpoint}/paceline.js"
          data-key="${key}"
          data-release="${release}"
          data-route="${route}"
        ></script>
        <script type="module" src="/assets/shop.js"></script>
      </head>
      <body>
        <header><a href="/">Paceline demo shop</a> <a href="/cart">Cart</a></header>
        <main>${body}</main>
      </body>
    </html>`;
}

const card = ({ id, name, priceCents }: Product) =>
  html`<li class="card">
    <a href="/products/${id}">
      <img src="/assets/product-${id % 12}.svg" width="240" height="180" alt="" loading="lazy" />
      <strong>${name}</strong> <span>${money(priceCents)}</span>
    </a>
  </li>`;

/** The list of products. */
export function homePage(options: PageOptions, products: readonly Product[]): Html {
  return layout(
    options,
    'Everything',
    '/',
    html`<img
        class="hero"
        src="/assets/hero.svg"
        width="1200"
        height="360"
        alt="A calm living room"
        fetchpriority="high"
      />
      <form id="search">
        <input name="q" aria-label="Search" placeholder="Search, for example oak" /><button>Search</button>
      </form>
      <ul id="products" class="grid">
        ${products.map(card)}
      </ul>`,
  );
}

/** One product, with what is like it. */
export function productPage(
  options: PageOptions,
  product: Product,
  similar: readonly Product[],
  demand: number,
): Html {
  return layout(
    options,
    product.name,
    '/products/:id',
    html`<h1>${product.name}</h1>
      <img
        src="/assets/product-${product.id % 12}.svg"
        width="480"
        height="360"
        alt=""
        fetchpriority="high"
      />
      <p>${product.description}</p>
      <p>
        <strong>${money(product.priceCents)}</strong> · ${Math.round(demand * 100)} % of visitors who look at
        it buy it
      </p>
      <button id="add" data-product="${product.id}">Add to cart</button> <output id="added"></output>
      <h2>Like this</h2>
      <ul class="grid">
        ${similar.map(card)}
      </ul>`,
  );
}

/** The cart, which the page's script fills. */
export function cartPage(options: PageOptions): Html {
  return layout(
    options,
    'Cart',
    '/cart',
    html`<h1>Cart</h1>
      <ul id="cart"></ul>
      <button id="checkout">Buy</button> <output id="order"></output>`,
  );
}
