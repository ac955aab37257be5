import { z } from 'zod';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';
import type { InboundEvent } from '../../src/ports/channel.js';
import { massRef } from './classify.js';
import type { CallDocument, Common } from './events.js';

const word = z.string().optional();
const listed = z.looseObject({
  List: z.array(
    z.looseObject({
      TemplateId: word,
      SubscribeStatusString: word,
      MsgID: word,
      ErrorCode: word,
      ErrorStatus: word,
    }),
  ),
});

type Listed = z.output<typeof listed>['List'];

/** Who agreed to a notice, or took it back; one call may name several templates. */
export function noticeAnswers(document: CallDocument, common: Common): readonly InboundEvent[] {
  const { SubscribeMsgPopupEvent: popup, SubscribeMsgChangeEvent: change } = document;
  return listOf(popup ?? change).flatMap(
    ({ TemplateId: template, SubscribeStatusString: said }) => {
      if (template === undefined) return [];
      const isGranted = said === 'accept';
      const key = `${common.key}:${template}:${said}`;
      return [{ ...common, key, kind: 'notice_consent' as const, template, isGranted }];
    },
  );
}

/** What became of a notice. */
export function noticeSent(document: CallDocument, common: Common): readonly InboundEvent[] {
  return listOf(document['SubscribeMsgSentEvent']).flatMap((each) => {
    const { MsgID: id, ErrorCode: code = '', ErrorStatus: status = '' } = each;
    if (id === undefined) return [];
    const about = {
      ...common,
      key: `${common.key}:${id}`,
      kind: 'delivery' as const,
      ref: `notice:${id}`,
    };
    const outcome = rejected(`${code} ${status}`);
    const end =
      code === '0' ? { state: 'delivered' as const } : { state: 'failed' as const, outcome };
    return [{ ...about, ...end }];
  });
}

const jobSchema = z.looseObject({ MsgID: word, MsgId: word, Status: word });

/** The end of a mass send, or of a template message of the shop's other programs. */
export function jobEvent(document: CallDocument, common: Common): readonly InboundEvent[] {
  const parsed = jobSchema.safeParse(document);
  if (!parsed.success) return [];
  const { MsgID, MsgId = MsgID, Status: status = '' } = parsed.data;
  if (MsgId === undefined) return [];
  const ref = document.Event === 'MASSSENDJOBFINISH' ? massRef(MsgId) : `template:${MsgId}`;
  const about = { ...common, key: `${common.key}:${MsgId}`, kind: 'delivery' as const, ref };
  // "send success" and "sendsuccess" of a mass send, "success" of a template message.
  if (/success$/.test(status)) return [{ ...about, state: 'delivered' }];
  return [{ ...about, state: 'failed', outcome: outcomeOf(status) }];
}

function outcomeOf(status: string): SendOutcome {
  // The person has switched this account's messages off.
  if (status === 'failed:user block') {
    return { kind: 'undeliverable', recipient: 'suppress', why: 'blocked by the user' };
  }
  return rejected(status);
}

function rejected(why: string) {
  return { kind: 'rejected' as const, why };
}

function listOf(value: unknown): Listed {
  const parsed = listed.safeParse(value);
  return parsed.success ? parsed.data.List : [];
}
