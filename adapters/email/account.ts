import type {
  AdapterDeps,
  ChannelAccount,
  NativePart,
  Probe,
  RatePolicy,
  SendContext,
  SendOutcome,
} from '../../src/ports/channel.js';
import { classify, nextDay } from './classify.js';
import { composeMail } from './compose.js';
import { listenForMail } from './listen.js';
import { receive } from './receive.js';
import { canShow, type MailContent, render } from './render.js';
import { plainAddress } from './return-address.js';
import type { EmailSettings } from './settings.js';
import { greet, type SmtpFault, sendMail } from './smtp.js';

export function emailAccount(
  name: string,
  settings: EmailSettings,
  deps: AdapterDeps,
): ChannelAccount {
  const { inbound } = settings;
  const place = inbound?.listen ?? null;
  const { publicUrl } = deps;
  return {
    name,
    kind: 'email',
    capabilities: {
      proactive: 'free',
      ...canShow,
      // Receivers may fold mails with one Message-ID; none promises it.
      idempotency: null,
      posts: false,
      webhook: inbound === null ? null : { auth: 'static_header', ackMs: 30_000 },
    },
    rate: rateOf(settings),
    render,
    send: (part, context) => send({ name, settings, deps }, part, context),
    ...(inbound === null ? {} : { receive: (request) => receive(request, inbound, deps.now()) }),
    ...(inbound === null || place === null
      ? {}
      : {
          listen: (sink, signal) =>
            listenForMail(inbound, place, { sink, signal, now: deps.now, log: deps.log }),
        }),
    // Nobody can be written to by mail before they have confirmed: the link leads to the form.
    deepLink:
      publicUrl === null ? undefined : (token) => `${publicUrl}/subscribe/${name}?from=${token}`,
    probe: (signal) => probe(name, settings, deps, signal),
  };
}

function rateOf({ perSecond, perDay, quotaTimezone, ...rest }: EmailSettings): RatePolicy {
  const { concurrency, timeoutMs } = rest;
  const quota = { of: 'account', per: 'day', timezone: quotaTimezone } as const;
  const quotas = perDay === null ? {} : { quotas: [{ ...quota, max: perDay }] };
  return { perSecond, perChatMs: 0, concurrency, timeoutMs, ...quotas };
}

interface Account {
  readonly name: string;
  readonly settings: EmailSettings;
  readonly deps: AdapterDeps;
}

async function send(
  { name, settings, deps }: Account,
  part: NativePart,
  { to, key, signal, purpose }: SendContext,
): Promise<SendOutcome> {
  const content = part.payload as unknown as MailContent;
  const address = plainAddress(to);
  const occasion = {
    account: name,
    to: address,
    key,
    isAnswer: purpose === 'reply',
    at: deps.now(),
  };
  const mail = await composeMail(settings, deps, content, occasion);
  // No way out to offer: such a mail must not leave.
  if (mail === null) return { kind: 'account_fault', why: 'permission' };
  const { messageId, envelopeFrom, raw } = mail;
  const envelope = { from: envelopeFrom, to: address, raw, envelopeId: key };
  const sent = await sendMail(settings, envelope, signal);
  if (sent.ok) return { kind: 'accepted', ref: messageId, final: true };
  const quotaBackAt = () => nextDay(deps.now(), settings.quotaTimezone);
  return classify(sent, cleanerOf(settings), quotaBackAt);
}

/** Takes what a mail server may repeat to us out of its words: the password, and anybody's address. */
function cleanerOf({ smtp }: EmailSettings): (text: string) => string {
  const { user = '', pass = '' } = smtp.auth ?? {};
  const login = Buffer.from(`\0${user}\0${pass}`).toString('base64');
  const secrets = [pass, login, Buffer.from(pass).toString('base64'), encodeURIComponent(pass)];
  return (text) =>
    secrets
      .filter((secret) => secret !== '')
      .reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text)
      .replaceAll(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '[address]')
      .replaceAll(/\s+/g, ' ');
}

async function probe(
  name: string,
  settings: EmailSettings,
  deps: AdapterDeps,
  signal: AbortSignal,
): Promise<Probe> {
  if (deps.unsubscribeUrl(name, settings.from.address) === null) {
    const detail = 'PUBLIC_URL is not set: a mail needs a link by which to unsubscribe';
    return { ok: false, why: 'permission', detail };
  }
  const greeted = await greet(settings, signal);
  if (greeted.ok) return { ok: true, name: settings.from.address };
  return faultOf(greeted, settings);
}

function faultOf(fault: SmtpFault, settings: EmailSettings): Probe {
  const outcome = classify(fault, cleanerOf(settings), () => 0);
  const why = outcome.kind === 'account_fault' ? outcome.why : 'network';
  const { code, message } = fault.error;
  const detail = cleanerOf(settings)(fault.error.response ?? code ?? message).slice(0, 200);
  return { ok: false, why, detail };
}
