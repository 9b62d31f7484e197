import { html } from 'hono/html';
import { type Answer, descriptionOf, type Endpoint, type Operation } from './description.ts';
import { type Html, renderFields, renderText, renderType, renderValue } from './renderSchema.ts';
import { exampleOf, parametersOf, toCurl } from './toCurl.ts';

/** Everything about one endpoint. */
export function renderEndpoint(endpoint: Endpoint): Html {
  const { id, method, path, operation } = endpoint;
  const { summary = '', description = '' } = operation;
  return html`<section
    class="endpoint"
    id="${id}"
    data-search="${[method, path, summary, description, id].join(' ')}"
  >
    <h3>
      <a href="#${id}"><span class="method ${method}">${method}</span> <code>${breakable(path)}</code></a>
    </h3>
    <p class="summary">${renderText(summary)}</p>
    ${description === '' ? '' : html`<p>${renderText(description)}</p>`}
    <p class="quiet">${renderSecurity(operation)}</p>
    <pre class="example" tabindex="0" aria-label="Example"><code>${toCurl(endpoint)}</code></pre>
    ${renderParameters(endpoint)} ${renderBody(operation)} ${renderAnswers(operation)}
  </section>`;
}

/** The path, that narrow screens may break after a slash. */
function breakable(path: string): Html {
  return html`${path.split(/(?<=\/)/).map((part, index) => (index === 0 ? part : html`<wbr />${part}`))}`;
}

function renderSecurity({ security = [] }: Operation): Html {
  const scopes = [...new Set(security.flatMap((scheme) => Object.values(scheme).flat()))];
  if (security.length === 0) return html`Needs no token.`;
  if (scopes.length === 0) return html`Needs a token or a session.`;
  return html`Needs a token or a session with the scope ${scopes.map((scope) => html`<code>${scope}</code>`)}.`;
}

function renderParameters({ operation }: Endpoint): Html {
  const parameters = parametersOf(operation);
  if (parameters.length === 0) return html``;
  return html`<h4>Parameters</h4>
    <dl class="fields">
      ${parameters.map((parameter) => {
        const { schema = {} } = parameter;
        const example = exampleOf(parameter);
        return html`<div>
          <dt>
            <code>${parameter.name}</code> <span class="type">${renderType(schema)}</span>${
              parameter.required === true ? html` <span class="mark">required</span>` : ''
            }
          </dt>
          <dd>
            <p>${renderText(parameter.description ?? descriptionOf(schema))}</p>
            ${example === '' ? '' : html`<p class="quiet">Such as <code>${example}</code></p>`}
          </dd>
        </div>`;
      })}
    </dl>`;
}

function renderBody({ requestBody }: Operation): Html {
  if (requestBody === undefined || '$ref' in requestBody) return html``;
  return html`${Object.entries(requestBody.content).map(([type, { schema = {} }]) => {
    return html`<h4>Body <span class="quiet">${type}</span></h4>
      <p>${renderType(schema)}</p>
      ${renderFields(schema)}`;
  })}`;
}

function renderAnswers({ responses = {} }: Operation): Html {
  const all = Object.entries<Answer>(responses).flatMap(([status, response]) =>
    '$ref' in response ? [] : [{ status, response }],
  );
  const good = all.filter(({ status }) => status.startsWith('2'));
  const bad = all.filter(({ status }) => !status.startsWith('2'));
  return html`<h4>Answers</h4>
    ${good.map(
      ({ status, response }) =>
        html`<div class="answer">
          <p><code>${status}</code> ${renderText(response.description)}</p>
          ${Object.entries(response.content ?? {}).map(
            ([type, { schema = {}, example }]) =>
              html`<p class="quiet">${type}: ${renderType(schema)}</p>
                ${renderFields(schema)}
                ${
                  example === undefined
                    ? ''
                    : html`<details>
                        <summary>Example</summary>
                        <pre tabindex="0"><code>${toText(example)}</code></pre>
                      </details>`
                }`,
          )}
        </div>`,
    )}
    ${
      bad.length === 0
        ? ''
        : html`<details class="errors">
            <summary>Errors <span class="quiet">${bad.map(({ status }) => status).join(' ')}</span></summary>
            <dl>
              ${bad.map(
                ({ status, response }) =>
                  html`<div>
                    <dt>${renderValue(Number(status))}</dt>
                    <dd>${renderText(response.description)}</dd>
                  </div>`,
              )}
            </dl>
          </details>`
    }`;
}

function toText(example: unknown): string {
  return typeof example === 'string' ? example : JSON.stringify(example, null, 2);
}
