// The campaign of bench/plan.mjs.
export const asOf = Date.parse('2026-11-21T10:00:00Z');

export const shop = {
  id: 'bench',
  name: 'Bench',
  currency: 'GBP',
  timezone: 'Europe/London',
  locales: ['en', 'zh-CN'],
  quietHours: { fromMinute: 22 * 60, untilMinute: 8 * 60 },
  dailyCap: 1,
  consent: { topic: 'marketing', noticeVersion: '1' },
  channels: [{ name: 'telegram', kind: 'telegram', settings: {} }],
};

export const segments = {
  buyers: {
    kind: 'all',
    rules: [
      { kind: 'consent', topic: 'marketing' },
      {
        kind: 'did',
        did: 'purchase',
        products: null,
        times: { atLeast: 1 },
        amountMinor: null,
        withinMs: 100 * 86_400_000,
      },
    ],
  },
};

export const campaign = {
  kind: 'message',
  id: 'bench',
  name: 'Bench',
  schedule: { kind: 'manual' },
  sendWithinMs: 86_400_000,
  picks: { count: 3 },
  message: { en: [{ kind: 'text', text: 'Hello' }], 'zh-CN': [{ kind: 'text', text: '您好' }] },
  onUnknown: 'leave',
  audience: { segment: 'buyers', exclude: [], holdoutShare: 0.02 },
  channels: ['telegram'],
  goal: { kind: 'purchase', withinMs: 7 * 86_400_000 },
  coupon: { promotion: 'gift', validForMs: 14 * 86_400_000 },
};

export const gift = {
  promotion: {
    id: 'gift',
    phase: 'order',
    effect: {
      type: 'percent_off',
      bps: 1_500,
      capMinor: null,
      rounding: 'line',
      basis: 'remaining',
    },
    conditions: [],
    scope: {},
    priority: 0,
    stack: { kind: 'combine' },
    code: null,
    window: { fromAt: null, untilAt: null },
    budget: null,
  },
  trigger: 'coupon',
  codePrefix: 'SAVE',
  limits: { uses: 10_000_000, perCustomer: null, budgetMinor: null, partialBudget: false },
  names: { en: 'Come back', 'zh-CN': '欢迎回来' },
};
