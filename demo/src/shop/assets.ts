/** The shop's stylesheet. */
export const SHOP_CSS = `
header { display: flex; justify-content: space-between; padding: 1rem 0; }
.hero { width: 100%; height: auto; border-radius: 1rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: 1rem; padding: 0; list-style: none; }
.card a { display: grid; gap: .25rem; color: inherit; text-decoration: none; }
.card img { width: 100%; height: auto; border-radius: .5rem; }
button { font: inherit; padding: .5rem 1rem; border-radius: .5rem; border: 1px solid; cursor: pointer; }
@media (prefers-color-scheme: dark) { body { background: #14161a; color: #e8e8e8; } a { color: inherit; } }
`;

/** The script of the shop's pages: searches, fills the cart, buys. */
export const SHOP_JS = `
const cart = () => JSON.parse(sessionStorage.getItem('cart') ?? '[]');
const on = (id, type, listener) => document.getElementById(id)?.addEventListener(type, listener);

on('search', 'submit', async (event) => {
  event.preventDefault();
  const query = new FormData(event.target).get('q');
  const { products } = await (await fetch('/api/search?q=' + encodeURIComponent(query))).json();
  document.getElementById('products').replaceChildren(...products.map(({ id, name }) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = '/products/' + id;
    link.textContent = name;
    item.append(link);
    return item;
  }));
});
on('add', 'click', (event) => {
  sessionStorage.setItem('cart', JSON.stringify([...cart(), Number(event.target.dataset.product)]));
  // Real work on the main thread, as shops have it: prices are summed again and again.
  let total = 0;
  for (let index = 0; index < 2e6; index += 1) total += index % 7;
  document.getElementById('added').textContent = 'Added (' + cart().length + ', ' + (total > 0 ? 'in stock' : '') + ')';
});
on('checkout', 'click', async () => {
  const answer = await fetch('/api/orders', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ productIds: cart() }) });
  const order = document.getElementById('order');
  if (!answer.ok) { order.textContent = 'The payment failed, please try again'; return; }
  order.textContent = 'Thank you, order ' + (await answer.json()).order;
  sessionStorage.removeItem('cart');
});
const list = document.getElementById('cart');
if (list) {
  for (const id of cart()) {
    const { product } = await (await fetch('/api/products/' + id)).json();
    const item = document.createElement('li');
    item.textContent = product.name;
    list.append(item);
  }
}
`;

/** A drawing of `width` by `height` with `shapes` shapes, the same for the same seed. */
export function drawing(seed: number, width: number, height: number, shapes: number): string {
  let state = seed * 2654435761;
  const next = (limit: number) => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return Math.floor((state / 4294967296) * limit);
  };
  const circles = Array.from(
    { length: shapes },
    () =>
      `<circle cx="${next(width)}" cy="${next(height)}" r="${20 + next(80)}" fill="hsl(${next(360)} 40% 60%)" opacity=".6"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="#eee"/>${circles.join('')}</svg>`;
}
