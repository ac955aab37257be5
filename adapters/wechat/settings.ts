import { z } from 'zod';
import { isSafeBaseUrl } from '../common/http-call.js';
import { fieldFault, fieldKind, literalOf, noticeWords } from './notice-fields.js';

const noticeSchema = z.strictObject({
  /** 模板 ID, of 订阅通知 → 我的模板. */
  template: z.string().min(1),
  /** The template's own field names, and what goes into each. */
  fields: z
    .record(z.string(), z.string())
    .refine((fields) => Object.keys(fields).length > 0, 'names no field of the template')
    .superRefine((fields, context) => {
      for (const [field, source] of Object.entries(fields)) {
        const fault = fieldFault(field, source);
        if (fault !== null) context.addIssue({ code: 'custom', path: [field], message: fault });
      }
    }),
});

const fileSchema = z.strictObject({
  /** 开发者ID(AppID). */
  app_id: z.string().regex(/^wx[0-9a-zA-Z]{16}$/, 'is not an AppID (wx and 16 letters or digits)'),
  /** 开发者密码(AppSecret). */
  app_secret: z.string().regex(/^[0-9a-zA-Z]{32}$/, 'is not an AppSecret (32 letters or digits)'),
  /** 令牌(Token), chosen by whoever sets the callback up; signs what WeChat calls us with. */
  token: z.string().regex(/^[0-9a-zA-Z]{3,32}$/, 'must be 3 to 32 letters or digits'),
  /** 消息加解密密钥(EncodingAESKey). */
  encoding_aes_key: z
    .string()
    .regex(/^[0-9a-zA-Z]{43}$/, 'is not an EncodingAESKey (43 letters or digits)')
    .optional(),
  // Plain calls prove who calls, not what is said: whoever sees one can put other words under its signature.
  mode: z.enum(['safe', 'plain']).default('safe'),
  /** 服务号 or 订阅号: they differ in buttons, notices and mass sends. */
  type: z.enum(['service', 'subscription']),
  notices: z.array(noticeSchema).max(25).default([]),
  /** What somebody who writes is taken to speak: WeChat does not tell. */
  locale: z.string().optional(),
  /** On a button of the menu that holds those there is no room for. */
  menu_more: z.string().min(1).default('更多'),
  base_url: z
    .string()
    .refine(isSafeBaseUrl, 'must be an https URL')
    .default('https://api.weixin.qq.com'),
  per_second: z.coerce.number().min(0.1).max(500).default(20),
  per_chat_ms: z.coerce.number().int().min(0).default(0),
  concurrency: z.coerce.number().int().min(1).max(200).default(20),
  timeout_ms: z.coerce.number().int().min(100).max(60_000).default(10_000),
});

export const settingKeys = Object.keys(fileSchema.shape);

/** As shop.yaml has it. */
export const settingsSchema = fileSchema
  .refine(({ mode, encoding_aes_key: key }) => mode === 'plain' || key !== undefined, {
    path: ['encoding_aes_key'],
    message: 'is needed in the safe mode (安全模式)',
  })
  .refine(({ type, notices }) => type === 'service' || notices.length === 0, {
    path: ['notices'],
    message: 'are for service accounts only',
  })
  .transform((file) => ({
    appId: file.app_id,
    appSecret: file.app_secret,
    token: file.token,
    aesKey: file.mode === 'safe' ? (file.encoding_aes_key ?? null) : null,
    type: file.type,
    notices: file.notices.map(({ template, fields }) => ({ template, fields: fieldsOf(fields) })),
    locale: file.locale ?? null,
    menuMore: file.menu_more,
    baseUrl: file.base_url.replace(/\/+$/, ''),
    perSecond: file.per_second,
    perChatMs: file.per_chat_ms,
    concurrency: file.concurrency,
    timeoutMs: file.timeout_ms,
  }));

export type WechatSettings = z.output<typeof settingsSchema>;
export type NoticeTemplate = WechatSettings['notices'][number];
export type NoticeField = NoticeTemplate['fields'][number];

function fieldsOf(fields: Readonly<Record<string, string>>) {
  return Object.entries(fields).map(([name, source]) => {
    const literal = literalOf(source);
    const max = fieldKind(name)?.max ?? 0;
    if (literal !== null) return { name, max, kind: 'literal' as const, literal };
    return { name, max, kind: noticeWords.find((word) => word === source) ?? ('title' as const) };
  });
}
