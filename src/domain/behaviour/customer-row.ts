import type { FieldSet, RowReader } from './column-plan.js';
import type { Attribute, CustomerDraft } from './customer-draft.js';
import { type Cleaned, type FoundRule, missingField, refusedField } from './finding.js';

const attributePrefix = 'attributes.';

export const customerFields: FieldSet = {
  fields: {
    externalId: ['id', 'customer', 'customerId', 'userId'],
    displayName: ['name', 'fullName'],
    locale: ['language', 'lang'],
    timezone: ['zone', 'tz'],
    birthday: ['birthDate', 'dateOfBirth', 'dob'],
    memberTier: ['tier', 'level'],
  },
  required: ['externalId'],
  openPrefix: attributePrefix,
};

/** An empty cell says nothing, so what is stored stays. */
export function cleanCustomer(row: RowReader): Cleaned<CustomerDraft> {
  const externalId = row.get('externalId');
  if (externalId === '') return { ok: false, rule: missingField('externalId') };
  const refused = refusalOf(row);
  if (refused !== null) return { ok: false, rule: refused };
  const text = (field: 'displayName' | 'locale' | 'timezone' | 'birthday' | 'memberTier') =>
    row.get(field) === '' ? {} : { [field]: row.get(field) };
  const attributes: Record<string, Attribute> = {};
  for (const [name, value] of row.startingWith(attributePrefix)) {
    if (value !== '') attributes[name] = attributeOf(value);
  }
  const value: CustomerDraft = {
    externalId,
    attributes,
    ...text('displayName'),
    ...text('locale'),
    ...text('timezone'),
    ...text('birthday'),
    ...text('memberTier'),
  };
  return { ok: true, value, rules: [] };
}

function refusalOf(row: RowReader): FoundRule | null {
  const locale = row.get('locale');
  if (locale !== '' && !isLocale(locale))
    return refusedField('locale', locale, 'a language as en or zh-CN');
  const timezone = row.get('timezone');
  if (timezone !== '' && !isTimezone(timezone)) {
    return refusedField('timezone', timezone, 'a zone as Europe/London');
  }
  const birthday = row.get('birthday');
  if (birthday !== '' && !isDay(birthday))
    return refusedField('birthday', birthday, 'a day as 1990-02-28');
  return null;
}

// Numbers compare as numbers in segments; `007` is a name.
function attributeOf(text: string): Attribute {
  if (/^-?(0|[1-9]\d{0,14})(\.\d{1,6})?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text;
}

export function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

export function isTimezone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }) !== null;
  } catch {
    return false;
  }
}

export function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
