// @ts-check
// The page is whole without this: it adds search, copying, and this server's own address to the examples.

/** @param {string} selector @param {ParentNode} [within] */
function all(selector, within = document) {
  return [...within.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);
}

const [search] = all('#search').filter((found) => found instanceof HTMLInputElement);
const [status] = all('.found');
const intro = all('.intro');
const sections = all('[data-search]').map((section) => ({
  section,
  links: all(`[data-for="${CSS.escape(section.id)}"]`),
  text: [section.dataset['search'], ...all('.fields', section).map(({ textContent }) => textContent)]
    .join(' ')
    .toLowerCase(),
}));

/** Shows what has every word of the search, and hides headings that nothing is left under. */
function filter() {
  const words = (search?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { section, links, text } of sections) {
    const fits = words.every((word) => text.includes(word));
    for (const element of [section, ...links]) element.hidden = !fits;
    if (fits) shown += 1;
  }
  for (const group of all('.group')) group.hidden = group.querySelector('section:not([hidden])') === null;
  for (const list of all('nav ul')) {
    const heading = list.previousElementSibling;
    list.hidden = list.querySelector('li:not([hidden])') === null;
    if (heading instanceof HTMLElement) heading.hidden = list.hidden;
  }
  for (const element of intro) element.hidden = words.length > 0;
  if (status !== undefined) {
    status.textContent = words.length === 0 ? '' : shown === 0 ? 'Nothing fits' : `${shown} found`;
  }
}

function showAll() {
  if (search !== undefined) search.value = '';
  filter();
}

search?.addEventListener('input', filter);
search?.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') showAll();
});
addEventListener('keydown', (event) => {
  const isTyping = event.target instanceof HTMLInputElement;
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  search?.focus();
  search?.select();
});
// What a link leads to must be there.
addEventListener('hashchange', () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target === null || target.offsetParent !== null) return;
  showAll();
  target.scrollIntoView();
});
for (const bar of all('.search')) bar.hidden = false;

for (const place of all('[data-origin]')) place.textContent = location.origin;

// On a narrow screen the contents would fill it.
const isNarrow = matchMedia('(max-width: 60rem)');
function fold() {
  for (const contents of all('nav details')) contents.toggleAttribute('open', !isNarrow.matches);
}
isNarrow.addEventListener('change', fold);
fold();

/** @param {HTMLElement} example @param {HTMLElement} button */
async function copy(example, button) {
  try {
    await navigator.clipboard.writeText(example.textContent);
    button.textContent = 'Copied';
  } catch {
    // Only pages that came by HTTPS, or from this machine, may write to the clipboard.
    button.textContent = 'Not allowed';
  }
  setTimeout(() => (button.textContent = 'Copy'), 2000);
}

for (const example of all('pre.example')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', () => void copy(example, button));
  const frame = document.createElement('div');
  frame.className = 'copyable';
  example.replaceWith(frame);
  frame.append(example, button);
}
