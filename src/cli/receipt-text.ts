import { formatMoney } from '../domain/money.js';
import { percentOf } from '../domain/promotion/allocation.js';
import { type ConditionFinding, isMet } from '../domain/promotion/condition.js';
import type { NearMiss } from '../domain/promotion/near-misses.js';
import {
  definitionDefaults,
  noLimits,
  type PromotionDefinition,
} from '../domain/promotion/offer.js';
import { offerWords } from '../domain/promotion/offer-words.js';
import type { Promotion } from '../domain/promotion/promotion.js';
import type {
  AppliedPromotion,
  Receipt,
  ReceiptLine,
  RejectedPromotion,
} from '../domain/promotion/receipt.js';
import { displayWidth, table } from './output.js';
import { chineseReceipt, englishReceipt, type Money, type ReceiptWords } from './receipt-words.js';

export interface ToldReceipt {
  readonly receipt: Receipt;
  readonly nearMisses: readonly NearMiss[];
  readonly promotions: readonly Promotion[];
  /** Of stored promotions; what is not among them is called by its id. */
  readonly definitions: readonly PromotionDefinition[];
  readonly locale: string;
  readonly timezone: string;
}

interface Telling extends ToldReceipt {
  readonly words: ReceiptWords;
  readonly money: Money;
  readonly titleOf: (id: string) => string;
}

/** A receipt for a person at a terminal: every step with before and after, why what did not apply did not, what little more would save. */
export function receiptText(told: ToldReceipt): string {
  const { receipt, locale } = told;
  const isChinese = locale.startsWith('zh');
  const telling: Telling = {
    ...told,
    words: isChinese ? chineseReceipt : englishReceipt,
    money: (amount) => formatMoney(amount, receipt.currency, locale),
    titleOf: (id) => titleOf(id, told),
  };
  return [
    linesText(telling),
    appliedText(telling),
    sumsText(telling),
    rejectedText(telling),
    nearText(telling),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function titleOf(id: string, { definitions, receipt, locale }: ToldReceipt): string {
  const stored = definitions.find(({ promotion }) => promotion.id === id);
  return stored === undefined ? id : `${offerWords(stored, receipt.currency, locale).name} (${id})`;
}

function linesText({ receipt, words, money }: Telling): string {
  return table(
    words.columns,
    receipt.lines.map((line) => [
      line.lineId,
      line.quantity,
      money(line.unitPriceMinor),
      money(line.subtotalMinor),
      line.discountMinor === 0 ? '' : money(-line.discountMinor),
      `${money(line.totalMinor)}${unitsText(line, words, money)}`,
    ]),
  );
}

/** What each piece costs in the end, where that is not plain from the line. */
function unitsText(
  { units, quantity, unitPriceMinor }: ReceiptLine,
  words: ReceiptWords,
  money: Money,
) {
  const [first] = units;
  if (quantity === 1 || first === undefined || (units.length === 1 && first.discountMinor === 0))
    return '';
  const parts = units.map(({ count, discountMinor }) =>
    words.each(count, money(unitPriceMinor - discountMinor)),
  );
  return `  (${parts.join(' + ')})`;
}

function appliedText(telling: Telling): string {
  const { receipt, words } = telling;
  if (receipt.applied.length === 0) return '';
  const steps = receipt.applied.map((each, index) => stepText(each, index + 1, telling));
  return [words.titles.applied, ...steps].join('\n');
}

function stepText(applied: AppliedPromotion, number: number, telling: Telling): string {
  const { words, money, titleOf: title } = telling;
  const { id, version, phase, conditions, discountMinor } = applied;
  const facts = [words.phases[phase], ...(version === null ? [] : [words.version(version)])];
  const off = discountMinor === 0 ? '' : `  ${money(-discountMinor)}`;
  const head = `${number}. ${title(id)}${off}  [${facts.join(', ')}]`;
  return [
    head,
    ...indented([
      offerOf(id, telling),
      ...conditions.map((each) => conditionText(each, telling)),
      roundingText(applied, telling),
      ...movesOf(applied, telling),
      ...othersOf(applied, telling),
      fundingText(applied, telling),
    ]),
  ].join('\n');
}

function offerOf(id: string, { promotions, definitions, receipt, locale }: Telling): string {
  const promotion = promotions.find((each) => each.id === id);
  if (promotion === undefined) return '';
  const stored = definitions.find((each) => each.promotion.id === id);
  const plain = { ...definitionDefaults, trigger: 'automatic', codePrefix: '', names: {} } as const;
  const definition = stored ?? { ...plain, promotion, limits: noLimits };
  return offerWords(definition, receipt.currency, locale).offer;
}

function conditionText(finding: ConditionFinding, { words, money }: Telling): string {
  const missing = words.missing(finding, money);
  const found = words.found(foundText(finding, money), missing);
  return `${isMet(finding) ? '✓' : '✗'} ${words.condition(finding, money)}${found}`;
}

function foundText(finding: ConditionFinding, money: Money): string | null {
  if ('foundMinor' in finding) return money(finding.foundMinor);
  return finding.found === null ? null : String(finding.found);
}

/** Only where a rounding decided: a percentage that does not come out even. */
function roundingText(applied: AppliedPromotion, telling: Telling): string {
  const { words, money, promotions } = telling;
  const effect = promotions.find(({ id }) => id === applied.id)?.effect;
  if (effect?.type !== 'percent_off') return '';
  if (applied.phase !== 'order')
    return applied.phase === 'item' ? words.roundedBy[effect.rounding] : '';
  const of = applied.lines.reduce((sum, { beforeMinor }) => sum + beforeMinor, 0);
  const isEven = (of * effect.bps) % 10_000 === 0;
  if (isEven || percentOf(of, effect.bps) !== applied.discountMinor) return '';
  const digits = money(0).replace(/\D/g, '').length - 1;
  const exact = String(Number(((of * effect.bps) / 10_000 / 10 ** digits).toFixed(digits + 4)));
  return words.rounded(`${effect.bps / 100}%`, money(of), exact);
}

function movesOf({ lines, shippingDiscountMinor }: AppliedPromotion, telling: Telling): string[] {
  const { money, words } = telling;
  const moves = lines.map(({ lineId, beforeMinor, discountMinor, afterMinor }) => [
    lineId,
    money(beforeMinor),
    '→',
    money(afterMinor),
    money(-discountMinor),
  ]);
  const shipping =
    shippingDiscountMinor === 0 ? [] : [words.shippingOff(money(-shippingDiscountMinor))];
  return [...columns(moves), ...shipping];
}

function othersOf({ gift, pointsBack, tendered, deposit }: AppliedPromotion, telling: Telling) {
  const { words, money, locale, timezone } = telling;
  const others: string[] = [];
  if (gift !== null)
    others.push(`+ ${words.gift(gift.quantity, gift.sku, money(gift.unitValueMinor))}`);
  if (pointsBack > 0) others.push(words.pointsBack(pointsBack));
  if (tendered !== null)
    others.push(
      tendered.points === null
        ? words.cardSpent(money(tendered.amountMinor))
        : words.pointsSpent(tendered.points, money(tendered.amountMinor)),
    );
  if (deposit !== null) {
    const [from, until] = [deposit.balanceFromAt, deposit.balanceUntilAt].map((at) =>
      momentText(at, locale, timezone),
    );
    others.push(words.deposit(money(deposit.depositMinor), from ?? '', until ?? ''));
  }
  return others;
}

function fundingText({ funding }: AppliedPromotion, { words, money }: Telling): string {
  if (funding.length === 0) return '';
  const parts = funding.map(({ party, amountMinor }) => {
    return `${party === 'shop' ? words.shop : party} ${money(amountMinor)}`;
  });
  return words.paidBy(parts);
}

function sumsText({ receipt, words, money, titleOf: title }: Telling): string {
  const { sums } = words;
  const { shippingMinor, payableMinor, dueNowMinor } = receipt;
  const rows: [string, number][] = [[sums.goods, receipt.subtotalMinor]];
  if (shippingMinor > 0) rows.push([sums.shipping, shippingMinor]);
  for (const { id, discountMinor, tendered } of receipt.applied) {
    if (discountMinor > 0) rows.push([title(id), -discountMinor]);
    if (tendered !== null)
      rows.push([tendered.points === null ? sums.giftCard : sums.points, -tendered.amountMinor]);
  }
  rows.push([sums.toPay, payableMinor]);
  if (dueNowMinor !== payableMinor)
    rows.push([sums.now, dueNowMinor], [sums.later, payableMinor - dueNowMinor]);
  return columns(rows.map(([name, amount]) => [name, money(amount)])).join('\n');
}

function rejectedText(telling: Telling): string {
  const { receipt, words } = telling;
  if (receipt.rejected.length === 0) return '';
  const all = receipt.rejected.map((each) => rejectionText(each, telling));
  return [words.titles.rejected, ...all].join('\n');
}

function rejectionText(rejection: RejectedPromotion, telling: Telling): string {
  const { words, titleOf: title } = telling;
  const { id, conditions } = rejection;
  return [
    `· ${title(id)}: ${words.reason(rejection, title)}`,
    ...indented([offerOf(id, telling), ...conditions.map((each) => conditionText(each, telling))]),
  ].join('\n');
}

function nearText({ nearMisses, words, money, titleOf: title }: Telling): string {
  if (nearMisses.length === 0) return '';
  const all = nearMisses.map(({ promotion, kind, missing, savesMinor }) => {
    const more = kind === 'spend' ? money(missing) : String(missing);
    return `· ${words.near(kind, more, money(savesMinor), title(promotion))}`;
  });
  return [words.titles.near, ...all].join('\n');
}

function indented(lines: readonly string[]): string[] {
  return lines.filter((line) => line !== '').map((line) => `   ${line}`);
}

/** Texts left, all after the first right; wide characters counted as two. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat(Math.max(0, (widths[column] ?? 0) - displayWidth(cell)));
        return column === 0 ? cell + space : space + cell;
      })
      .join('  '),
  );
}

function momentText(at: number, locale: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  });
  return format.format(at);
}
