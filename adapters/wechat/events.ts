import { z } from 'zod';
import type { InboundEvent } from '../../src/ports/channel.js';
import { jobEvent, noticeAnswers, noticeSent } from './job-events.js';

const word = z.string();

const documentSchema = z.looseObject({
  FromUserName: word.min(1),
  CreateTime: word.regex(/^\d{1,12}$/),
  MsgType: word,
  MsgId: word.optional(),
  Content: word.optional(),
  Recognition: word.optional(),
  Title: word.optional(),
  Label: word.optional(),
  bizmsgmenuid: word.optional(),
  Event: word.optional(),
  EventKey: word.optional(),
});

export type CallDocument = z.output<typeof documentSchema>;

/** What every event of one call shares. */
export type Common = Pick<InboundEvent, 'key' | 'at' | 'from' | 'replyRef' | 'locale'>;

/**
 * @param locale what somebody who writes is taken to speak
 * @returns null for what is no call of WeChat's; one that says nothing to us has no events
 */
export function eventsOf(raw: unknown, locale: string | null): readonly InboundEvent[] | null {
  const parsed = documentSchema.safeParse(raw);
  if (!parsed.success) return null;
  const document = parsed.data;
  const key = keyOf(document);
  const common = {
    key,
    at: Number(document.CreateTime) * 1_000,
    from: document.FromUserName,
    replyRef: key,
    ...(locale === null ? {} : { locale }),
  };
  return document.MsgType === 'event' ? happened(document, common) : said(document, common);
}

/** As the platform advises: messages by their number, events by who and when. */
function keyOf({
  MsgId,
  MsgType,
  FromUserName,
  CreateTime,
  Event,
  EventKey,
}: CallDocument): string {
  if (MsgType !== 'event' && MsgId !== undefined) return `message:${MsgId}`;
  // Scanning a code may bring two events in one second.
  return ['event', FromUserName, CreateTime, Event, EventKey].filter(Boolean).join(':');
}

// What cannot be read as words still opens the window, and a person may want to look at it.
const placeholders: Readonly<Record<string, string>> = {
  image: '[image]',
  voice: '[voice]',
  video: '[video]',
  shortvideo: '[video]',
  file: '[file]',
};

function said(document: CallDocument, common: Common): readonly InboundEvent[] {
  const { MsgType, Content, Recognition, Title, Label, bizmsgmenuid: pressed } = document;
  if (MsgType === 'text' && pressed !== undefined && pressed !== '') {
    // An item of our menu message. WeChat counts it as something the customer wrote.
    return [{ ...common, kind: 'action', action: pressed, opens: 'message' }];
  }
  const heard = Recognition === undefined || Recognition === '' ? undefined : Recognition;
  const text = Content ?? heard ?? placeholders[MsgType] ?? Title ?? Label;
  return text === undefined ? [] : [{ ...common, kind: 'message', text }];
}

function happened(document: CallDocument, common: Common): readonly InboundEvent[] {
  const { EventKey: key = '' } = document;
  switch (document.Event) {
    case 'subscribe':
      return [{ ...common, kind: 'start', payload: /^qrscene_(.+)$/s.exec(key)?.[1] ?? null }];
    case 'SCAN':
      return [{ ...common, kind: 'start', payload: key === '' ? null : key }];
    case 'unsubscribe':
      return [{ ...common, kind: 'opt_out', via: 'unfollowed' }];
    case 'CLICK':
      // A command of the account's own menu, as if it had been typed; but it opens a minute only.
      return [{ ...common, kind: 'message', text: key, opens: 'action' }];
    case 'subscribe_msg_popup_event':
    case 'subscribe_msg_change_event':
      return noticeAnswers(document, common);
    case 'subscribe_msg_sent_event':
      return noticeSent(document, common);
    case 'MASSSENDJOBFINISH':
    case 'TEMPLATESENDJOBFINISH':
      return jobEvent(document, common);
    default:
      return [];
  }
}
