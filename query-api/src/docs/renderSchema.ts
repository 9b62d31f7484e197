import { html } from 'hono/html';
import { descriptionOf, partsOf, type Schema } from './description.ts';

/** A piece of a page. */
export type Html = ReturnType<typeof html>;

/** What a value may be, in a few words; names of schemas lead to them. */
export function renderType(schema: Schema): Html {
  if ('$ref' in schema) {
    const name = schemaName(schema.$ref);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return renderValue(schema.const);
  if (schema.enum !== undefined) return join(schema.enum.map(renderValue), ' | ');
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return join(alternatives.map(renderType), ' or ');
  if (schema.allOf !== undefined) return join(partsOf(schema.allOf).map(renderType), ' and ');
  const types = [schema.type ?? 'anything'].flat();
  return join(
    types.map((type) => renderNamedType(type, schema)),
    ' or ',
  );
}

/**
 * The fields of a value, and of what is in them; nothing for what has none. Schemas with a name of their own are described
 * elsewhere.
 */
export function renderFields(schema: Schema): Html {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return html``;
  return html`<dl class="fields">
    ${fields.map(
      ({ name, field, isRequired }) =>
        html`<div>
          <dt>
            <code>${name}</code> <span class="type">${renderType(field)}</span>${
              isRequired ? '' : html` <span class="mark">may be absent</span>`
            }
          </dt>
          <dd>${describe(field)}${renderFields(field)}</dd>
        </div>`,
    )}
  </dl>`;
}

/** A value of JSON in one line. */
export function renderValue(value: unknown): Html {
  return html`<code>${JSON.stringify(value)}</code>`;
}

/** The text, with what is in backticks or looks like a path as code. */
export function renderText(text: string): Html {
  const parts = text.split(/(`[^`]+`|\/(?:api\/v1|openapi|readyz|healthz|metrics)[\w/{}.-]*)/);
  return html`${parts.map((part, index) =>
    index % 2 === 0 ? part : html`<code>${part.replaceAll('`', '')}</code>`,
  )}`;
}

interface Field {
  readonly name: string;
  readonly field: Schema;
  readonly isRequired: boolean;
}

function fieldsOf(schema: Schema): readonly Field[] {
  if ('$ref' in schema) return [];
  if (schema.allOf !== undefined) return schema.allOf.flatMap(fieldsOf);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return alternatives.flatMap(fieldsOf);
  if (schema.items !== undefined) return fieldsOf(schema.items);
  const { properties = {}, required = [], additionalProperties: others } = schema;
  const named = Object.entries(properties).map(([name, field]) => ({
    name,
    field,
    isRequired: required.includes(name),
  }));
  return typeof others === 'object' ? [...named, ...fieldsOf(others)] : named;
}

function describe(field: Schema): Html {
  const description = descriptionOf(field);
  return description === '' ? html`` : html`<p>${renderText(description)}</p>`;
}

function renderNamedType(type: string, schema: Exclude<Schema, { $ref: string }>): Html {
  switch (type) {
    case 'array':
      return schema.items === undefined ? html`list` : html`list of ${renderType(schema.items)}`;
    case 'object': {
      const { additionalProperties: others } = schema;
      if (typeof others !== 'object' || Object.keys(others).length === 0) return html`object`;
      return html`object of ${renderType(others)} by name`;
    }
    case 'integer':
      return html`whole number`;
    case 'string':
      return schema.format === 'date-time' ? html`time (ISO 8601)` : html`text`;
    default:
      return html`${type}`;
  }
}

function join(parts: readonly Html[], separator: string): Html {
  return html`${parts.map((part, index) => (index === 0 ? part : html`${separator}${part}`))}`;
}

function schemaName(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
