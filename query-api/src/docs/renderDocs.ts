import { html } from 'hono/html';
import { type Description, groupEndpoints } from './description.ts';
import { renderEndpoint } from './renderEndpoint.ts';
import { type Html, renderFields, renderText, renderType } from './renderSchema.ts';
import { ADDRESS_VARIABLE, TOKEN_VARIABLE } from './toCurl.ts';

/** Where the page's own files are. */
export const STYLE_PATH = '/docs/docs.css';
export const SCRIPT_PATH = '/docs/docs.js';

/** The API's description as a page that people can read; all of it is there without its script. */
export function renderDocs(description: Description): Html {
  const { info } = description;
  const groups = groupEndpoints(description);
  const schemas = Object.entries(description.components?.schemas ?? {}).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${info.title}</title>
        <link rel="stylesheet" href="${STYLE_PATH}" />
        <link rel="icon" href="data:," />
        <script type="module" src="${SCRIPT_PATH}"></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the endpoints</a>
        <header>
          <h1>${info.title}</h1>
          <div class="search" role="search" hidden>
            <input
              type="search"
              id="search"
              placeholder="Search endpoints and schemas"
              aria-label="Search endpoints and schemas"
              aria-controls="content"
              autocomplete="off"
              spellcheck="false"
            />
            <kbd aria-hidden="true">/</kbd>
          </div>
          <p class="quiet found" role="status" aria-live="polite"></p>
        </header>
        <nav aria-label="Contents">
          <details open>
            <summary>Contents</summary>
            ${groups.map(
              ({ name, endpoints }) =>
                html`<h2>${name}</h2>
                  <ul>
                    ${endpoints.map(
                      ({ id, method, path }) =>
                        html`<li data-for="${id}">
                          <a href="#${id}"
                            ><span class="method ${method}">${method}</span> ${shortPath(path)}</a
                          >
                        </li>`,
                    )}
                  </ul>`,
            )}
            <h2>Schemas</h2>
            <ul>
              ${schemas.map(
                ([name]) => html`<li data-for="schema-${name}"><a href="#schema-${name}">${name}</a></li>`,
              )}
            </ul>
          </details>
        </nav>
        <main id="content" tabindex="-1">
          <section class="intro">
            <p>${renderText(info.description ?? '')}</p>
            <p>
              Examples are lines for a shell in which these are set. The token is
              <code>PACELINE_API_TOKEN</code>, the one printed at the first start, or one of the tokens in
              <code>paceline.yaml</code>.
            </p>
            <pre
              class="example"
              tabindex="0"
              aria-label="Example"
            ><code>${ADDRESS_VARIABLE}=<span data-origin>http://localhost:4600</span> ${TOKEN_VARIABLE}=…</code></pre>
            <p>The same as a document for tools: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
          </section>
          ${groups.map(
            ({ name, description: about, endpoints }) =>
              html`<div class="group">
                <h2>${name}</h2>
                ${about === '' ? '' : html`<p class="quiet">${renderText(about)}</p>`}
                ${endpoints.map(renderEndpoint)}
              </div>`,
          )}
          <div class="group">
            <h2>Schemas</h2>
            ${schemas.map(
              ([name, schema]) =>
                html`<section
                  class="schema"
                  id="schema-${name}"
                  data-search="${name} ${schema.description ?? ''}"
                >
                  <h3><a href="#schema-${name}">${name}</a></h3>
                  <p class="quiet">${renderType(schema)}</p>
                  ${schema.description === undefined ? '' : html`<p>${renderText(schema.description)}</p>`}
                  ${renderFields(schema)}
                </section>`,
            )}
          </div>
        </main>
      </body>
    </html>`;
}

function shortPath(path: string): string {
  return path.replace(/^\/api\/v1/, '');
}
