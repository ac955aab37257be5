import { z } from 'zod';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import { type CallResult, retryAfterMs } from '../common/http-call.js';
import { auditRef } from './address.js';

export interface Call {
  readonly now: number;
  /** Takes secrets out of QQ's words. */
  readonly redact: (text: string) => string;
}

const bodySchema = z.looseObject({
  id: z.string().optional(),
  code: z.coerce.number().optional(),
  err_code: z.coerce.number().optional(),
  message: z.string().optional(),
  data: z
    .looseObject({ message_audit: z.looseObject({ audit_id: z.string() }).optional() })
    .nullish()
    .catch(undefined),
});

type Body = z.output<typeof bodySchema>;

/** What an answer to a message means. The code decides before the status: QQ is known to refuse with 200 too. */
export function classify(result: CallResult, call: Call): SendOutcome {
  if (result.kind === 'not-sent') return later(result.why, 5_000);
  if (result.kind === 'perhaps') return perhaps(result.why);
  const { status } = result;
  const body = bodyOf(result);
  const code = codeOf(body);
  if (waitingCodes.has(code)) return waiting(body);
  const known = ofCode[code];
  if (known !== undefined) return known;
  if (status === 429) {
    const delay = retryAfterMs(result.headers, call.now);
    return { kind: 'throttled', scope: 'account', retryAfterMs: delay };
  }
  if (status === 401) return fault('credentials');
  const isFine = status >= 200 && status < 300;
  if (isFine && code === 0 && body?.id !== undefined) {
    return { kind: 'accepted', ref: body.id, final: true };
  }
  if ((isFine || (status >= 400 && status < 500)) && code !== 0) {
    return no(call.redact(`${code} ${body?.message ?? ''}`.slice(0, 200)));
  }
  return perhaps(`an answer with ${status} that is not QQ's`);
}

/** The code of a refusal; 0 where there is none. */
export function codeIn(result: CallResult): number {
  return result.kind === 'answer' ? codeOf(bodyOf(result)) : 0;
}

/** The access token has run out, or was replaced: a new one may help. */
export function isStaleToken(result: CallResult): boolean {
  if (result.kind !== 'answer') return false;
  const code = codeOf(bodyOf(result));
  return staleCodes.has(code) || (result.status === 401 && code === 0);
}

function bodyOf({ json }: Extract<CallResult, { kind: 'answer' }>): Body | null {
  const parsed = bodySchema.safeParse(json);
  return parsed.success ? parsed.data : null;
}

function codeOf(body: Body | null): number {
  return body?.code ?? body?.err_code ?? 0;
}

// 审核: taken, and looked at by people. MESSAGE_AUDIT_PASS or _REJECT follows.
const waitingCodes = new Set([304023, 304024]);
// 11244 `token not exist or expire` stands in no table of QQ's: Kloping/qqpd-bot-java#39.
const staleCodes = new Set([11241, 11243, 11244]);

function waiting(body: Body | null): SendOutcome {
  const auditId = body?.data?.message_audit?.audit_id;
  if (auditId === undefined) return perhaps('waits for 审核, but without a name');
  return { kind: 'accepted', ref: auditRef(auditId), final: false };
}

function perhaps(why: string): SendOutcome {
  // The same (msg_id, msg_seq) would be refused, but a new attempt takes another right and so another pair.
  return { kind: 'unknown', why, resendSafe: false };
}

function later(why: string, minDelayMs: number): SendOutcome {
  return { kind: 'deferred', minDelayMs, why };
}

function no(why: string): SendOutcome {
  return { kind: 'rejected', why };
}

function fault(why: 'credentials' | 'permission' | 'suspended'): SendOutcome {
  return { kind: 'account_fault', why };
}

function needsInbound(why: string): SendOutcome {
  return { kind: 'undeliverable', recipient: 'needs_inbound', why };
}

function gone(why: string): SendOutcome {
  return { kind: 'undeliverable', recipient: 'suppress', why };
}

function throttled(scope: 'account' | 'lane' | 'recipient'): SendOutcome {
  return { kind: 'throttled', scope, retryAfterMs: null };
}

const notPermitted = 'QQ has not let this bot use Markdown or buttons: set `keyboard: false`';

// From QQ's table of errors (bot-docs, dev-prepare/error-trace/openapi.md); those of eight digits are in no table, and
// are as users have reported them.
const ofCode: Readonly<Record<number, SendOutcome>> = {
  22009: throttled('recipient'),
  20028: throttled('lane'),
  1100100: throttled('account'),
  1100308: throttled('lane'),
  // Pushing is no more (2025-04-21): a message that replies to nothing.
  40034102: needsInbound('window_closed: QQ takes replies only'),
  40034105: needsInbound('window_closed: QQ takes replies only'),
  // "msg_id is invalid or not yours": AstrBotDevs/AstrBot#6931.
  40034024: needsInbound('window_closed: the message replied to is gone'),
  304026: needsInbound('window_closed: the message replied to is unknown'),
  304027: needsInbound('window_closed: too late for a reply'),
  304028: needsInbound('window_closed: that message was not for us'),
  304031: needsInbound('the private chat is closed'),
  // "Deduplicated, check msg_seq": HKUDS/nanobot#1499.
  40054005: { kind: 'duplicate' },
  304003: no('304003: a link that is not registered (消息URL配置)'),
  40054010: no('40054010: a link that is not registered (消息URL配置)'),
  304025: no("304025: struck by QQ's content rules"),
  1100101: no('1100101: sensitive content'),
  1100103: no("1100103: struck by QQ's content rules"),
  50056: no(`50056: ${notPermitted}`),
  304036: no(`304036: ${notPermitted}`),
  304037: no(`304037: ${notPermitted}`),
  304082: later('QQ could not fetch the picture', 15_000),
  304083: later('QQ could not convert the picture', 15_000),
  10001: gone('unknown to QQ'),
  1100104: gone('the group is no more'),
  11241: fault('credentials'),
  11243: fault('credentials'),
  11244: fault('credentials'),
  11245: fault('credentials'),
  11251: fault('credentials'),
  11261: fault('credentials'),
  11275: fault('credentials'),
  11253: fault('permission'),
  11254: fault('permission'),
  11265: fault('suspended'),
  // QQ failed to check us: its docs allow one more try.
  11242: later('11242: QQ could not check the token', 60_000),
  11252: later('11252: QQ could not check the permission', 60_000),
  11263: later('11263: QQ could not check the permission', 60_000),
  11281: later('11281: QQ could not check the permission', 60_000),
};
