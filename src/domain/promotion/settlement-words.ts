import { formatMoney, type Minor } from '../money.js';
import { localTime } from '../time-zone.js';
import type { PartySums, Settlement, SettlementProblem } from './settlement.js';

export type SettlementLanguage = 'en' | 'zh-CN';

/** A statement's own words. */
export interface SettlementWords {
  readonly title: string;
  readonly statementOf: (party: string) => string;
  readonly columns: {
    readonly party: string;
    readonly day: string;
    readonly order: string;
    readonly promotion: string;
    readonly kind: string;
    readonly whole: string;
    readonly share: string;
    readonly uses: string;
    readonly given: string;
    readonly takenBack: string;
    readonly due: string;
    readonly currency: string;
    readonly reservation: string;
    readonly refund: string;
  };
  readonly total: string;
  readonly kinds: { readonly given: string; readonly takenBack: string };
  readonly nothing: string;
  readonly more: (count: number) => string;
  readonly check: (parts: CheckParts) => string;
  readonly agrees: string;
  readonly differs: (by: string) => string;
  readonly isPartOnly: string;
  readonly problems: Readonly<Record<SettlementProblem['kind'], (by: string) => string>>;
  readonly problemsLead: string;
}

interface CheckParts {
  readonly redemptions: number;
  readonly discounts: string;
  readonly extras: string | null;
  readonly takenBack: string;
  readonly due: string;
}

const english: SettlementWords = {
  title: 'Settlement of joint promotions',
  statementOf: (party) => `Statement for ${party}`,
  columns: {
    party: 'party',
    day: 'day',
    order: 'order',
    promotion: 'promotion',
    kind: 'what',
    whole: 'in all',
    share: 'share',
    uses: 'orders',
    given: 'given',
    takenBack: 'taken back',
    due: 'due',
    currency: 'currency',
    reservation: 'reservation',
    refund: 'refund',
  },
  total: 'total',
  kinds: { given: 'discount', takenBack: 'refund' },
  nothing: 'No party has a share in anything of this period.',
  more: (count) => `… ${count.toLocaleString('en')} more: --csv or --html has them all`,
  check: ({ redemptions, discounts, extras, takenBack, due }) =>
    `By the redemptions: ${redemptions.toLocaleString('en')} with ${discounts} of discounts${extras === null ? '' : ` and ${extras} of gifts and points`}, less ${takenBack} taken back by refunds, are ${due}.`,
  agrees: 'The parties’ shares add up to exactly that.',
  differs: (by) => `The parties’ shares add up to ${by} more than that.`,
  isPartOnly: 'That is over all parties; only one is shown here.',
  problems: {
    'not-fully-split': (by) => `the shares differ from what was given by ${by}`,
    'cancelled-but-due': (by) => `was cancelled, and ${by} of it is still charged`,
    'more-taken-back-than-given': (by) => `${by} more was taken back than given`,
  },
  problemsLead: 'Does not add up:',
};

const chinese: SettlementWords = {
  title: '联合活动结算单',
  statementOf: (party) => `${party} 结算单`,
  columns: {
    party: '承担方',
    day: '日期',
    order: '订单号',
    promotion: '活动',
    kind: '类型',
    whole: '优惠总额',
    share: '承担金额',
    uses: '订单数',
    given: '优惠',
    takenBack: '退款冲回',
    due: '应结',
    currency: '币种',
    reservation: '预占单',
    refund: '退款单',
  },
  total: '合计',
  kinds: { given: '优惠', takenBack: '退款' },
  nothing: '本期没有需要各方承担的优惠。',
  more: (count) => `… 另有 ${count.toLocaleString('zh-CN')} 笔：--csv 或 --html 可看全部`,
  check: ({ redemptions, discounts, extras, takenBack, due }) =>
    `按核销记录：共 ${redemptions.toLocaleString('zh-CN')} 笔，优惠 ${discounts}${extras === null ? '' : `，赠品及返积分 ${extras}`}，退款冲回 ${takenBack}，净额 ${due}。`,
  agrees: '各方承担金额之和与此一致，分毫不差。',
  differs: (by) => `各方承担金额之和与此相差 ${by}。`,
  isPartOnly: '以上为各方合计，本单只列其中一方。',
  problems: {
    'not-fully-split': (by) => `各方承担之和与优惠相差 ${by}`,
    'cancelled-but-due': (by) => `订单已取消，仍计 ${by}`,
    'more-taken-back-than-given': (by) => `冲回比优惠多 ${by}`,
  },
  problemsLead: '以下对不上：',
};

export function settlementWords(language: SettlementLanguage): SettlementWords {
  return language === 'zh-CN' ? chinese : english;
}

/** Whether the shares are what was given, and the sentence that says so or names what is wrong. */
export function checkSentences(settlement: Settlement, language: SettlementLanguage): string[] {
  const words = settlementWords(language);
  const { check, sums, currency, only } = settlement;
  const money = (amount: Minor) => formatMoney(amount, currency, language);
  const { redemptions, discountsMinor, extrasMinor, takenBackMinor, problems } = check;
  const dueMinor = discountsMinor + extrasMinor + takenBackMinor;
  const differsMinor = sums.dueMinor - dueMinor;
  const agrees = differsMinor === 0 ? words.agrees : words.differs(money(differsMinor));
  return [
    words.check({
      redemptions,
      discounts: money(discountsMinor),
      extras: extrasMinor === 0 ? null : money(extrasMinor),
      takenBack: money(-takenBackMinor),
      due: money(dueMinor),
    }) + joined(language, only.party === null ? agrees : words.isPartOnly),
    ...(problems.length === 0 ? [] : [words.problemsLead]),
    ...problems.map(
      ({ orderRef, promotion, kind, byMinor }) =>
        `  ${orderRef}  ${promotion}  ${words.problems[kind](money(byMinor))}`,
    ),
  ];
}

function joined(language: SettlementLanguage, sentence: string): string {
  return language === 'zh-CN' ? sentence : ` ${sentence}`;
}

/** Both days included. */
export function periodText({ from, until, timezone }: Settlement): string {
  return [from, until - 1].map((at) => localTime(at, timezone).date).join(' – ');
}

/** The figures of a table's row. */
export function sumCells(
  { uses, givenMinor, takenBackMinor, dueMinor }: PartySums,
  money: (amount: Minor) => string,
): string[] {
  const back = takenBackMinor === 0 ? '' : money(takenBackMinor);
  return [uses.toLocaleString('en'), money(givenMinor), back, money(dueMinor)];
}
