import { parseMoney } from '../money.js';
import type { FieldSet, RowReader } from './column-plan.js';
import { wholeNumber } from './event.js';
import { type Cleaned, type FoundRule, missingField, refusedField } from './finding.js';
import type { ProductDraft } from './product-draft.js';

export const productFields: FieldSet = {
  fields: {
    sku: ['id', 'productId', 'code', 'item', 'itemId', 'stockCode'],
    name: ['title', 'productName'],
    kind: ['type'],
    description: ['text', 'body'],
    category: ['department'],
    brand: ['vendor', 'maker'],
    tags: ['labels'],
    price: ['unitPrice', 'amount'],
    cost: ['costPrice'],
    stock: ['inventory', 'quantity', 'qty'],
    imageUrl: ['image', 'picture'],
    url: ['link', 'href'],
    active: ['enabled', 'published'],
  },
  required: ['sku'],
};

/** An empty cell says nothing, so what is stored stays. */
export function cleanProduct(row: RowReader, currency: string): Cleaned<ProductDraft> {
  const sku = row.get('sku');
  if (sku === '') return { ok: false, rule: missingField('sku') };
  const facts = typedFacts(row, currency);
  if ('code' in facts) return { ok: false, rule: facts };
  const text = (field: 'name' | 'description' | 'category' | 'brand' | 'imageUrl' | 'url') =>
    row.get(field) === '' ? {} : { [field]: row.get(field) };
  const value: ProductDraft = {
    sku,
    ...text('name'),
    ...text('description'),
    ...text('category'),
    ...text('brand'),
    ...text('imageUrl'),
    ...text('url'),
    ...facts,
  };
  return { ok: true, value, rules: [] };
}

type Facts = Pick<ProductDraft, 'kind' | 'tags' | 'priceMinor' | 'costMinor' | 'stock' | 'active'>;

function typedFacts(row: RowReader, currency: string): Facts | FoundRule {
  const facts: { -readonly [K in keyof Facts]: Facts[K] } = {};
  const kind = row.get('kind');
  if (kind !== '' && !isProductKind(kind)) return refusedField('kind', kind, 'product or content');
  if (kind !== '') facts.kind = kind;
  for (const { field, key } of moneyFields) {
    const text = row.get(field);
    const minor = text === '' ? 0 : parseMoney(text, currency);
    if (minor === null || minor < 0) return refusedField(field, text, `an amount of ${currency}`);
    if (text !== '') facts[key] = minor;
  }
  const state = stateOf(row);
  return 'code' in state ? state : { ...facts, ...state };
}

function stateOf(row: RowReader): Pick<Facts, 'stock' | 'active' | 'tags'> | FoundRule {
  const stock = row.get('stock') === '' ? undefined : wholeNumber(row.get('stock'), -2e9, 2e9);
  if (stock === null) return refusedField('stock', row.get('stock'), 'a whole number');
  const active = row.get('active') === '' ? undefined : booleanOf(row.get('active'));
  if (active === null) return refusedField('active', row.get('active'), 'yes or no');
  const tags = row.get('tags') === '' ? undefined : tagsOf(row.get('tags'));
  return {
    ...(stock !== undefined && { stock }),
    ...(active !== undefined && { active }),
    ...(tags !== undefined && { tags }),
  };
}

const moneyFields = [
  { field: 'price', key: 'priceMinor' },
  { field: 'cost', key: 'costMinor' },
] as const;

function isProductKind(text: string): text is 'product' | 'content' {
  return text === 'product' || text === 'content';
}

function booleanOf(text: string): boolean | null {
  if (/^(true|yes|y|1)$/i.test(text)) return true;
  return /^(false|no|n|0)$/i.test(text) ? false : null;
}

// `red|summer`, `red;summer`, `red, summer`, or the JSON list that JSON lines bring.
function tagsOf(text: string): string[] {
  if (text.startsWith('[')) {
    try {
      return (JSON.parse(text) as unknown[]).map(String);
    } catch {
      return [text];
    }
  }
  return text
    .split(/[|;,]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
