import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import type { ChatMessage } from '../../ports/chat-messages.js';
import type { Assets } from '../assets.js';
import { errorResponse } from '../error-response.js';
import { languageOf } from '../languages.js';
import { documentText } from '../layout.js';
import type { OpenStreams } from '../open-streams.js';
import { framedBy } from '../page-headers.js';
import { requireOwnOrigin } from '../request-origin.js';
import type { ChatAccount, ChatDeps } from './deps.js';
import { MessageView, sayingIdOf } from './message-view.js';
import { type ChatNews, chatNews } from './news.js';
import { ChatPage } from './page.js';
import { postPace } from './post-pace.js';
import { say, sayingFormat } from './say.js';
import { chatOf, chatToken, newChat, rememberChat } from './session.js';
import { pageSize, tailChat } from './stream.js';
import { chatTexts } from './texts.js';

interface Site {
  readonly assets: Assets;
  readonly streams: OpenStreams;
}

/**
 * The chat page, what it says (`POST /chat/events`), what it hears (`GET /chat/stream`, server-sent events) and what
 * was said before (`GET /chat/history`).
 */
export function chatRoutes(deps: ChatDeps, { assets, streams }: Site): Hono {
  const routes = new Hono();
  const mayPost = postPace(() => deps.clock.now());
  const news = chatNews(deps);
  routes.get('/chat', (context) => chatPage(context, deps, assets));
  routes.post(
    '/chat/events',
    requireOwnOrigin(deps.publicUrl),
    bodyLimit({
      maxSize: 32_768,
      onError: (context) => errorResponse(context, 'too_large', 'too long'),
    }),
    (context) => postEvent(context, deps, mayPost),
  );
  routes.get('/chat/stream', (context) => stream(context, { ...deps, news }, streams));
  routes.get('/chat/history', (context) => history(context, deps));
  return routes;
}

/** The account asked for, and the name under which its chats are kept apart; null for one there is not. */
function accountOf(
  context: Context,
  { accounts }: ChatDeps,
): (ChatAccount & { readonly apart: string | null }) | null {
  const wanted = context.req.query('account') ?? accounts[0].name;
  const found = accounts.find(({ name }) => name === wanted);
  if (found === undefined) return null;
  return { ...found, apart: found === accounts[0] ? null : found.name };
}

async function chatPage(context: Context, deps: ChatDeps, assets: Assets): Promise<Response> {
  const account = accountOf(context, deps);
  if (account === null) return context.notFound() as Response;
  const isFramed = context.req.query('embed') === '1';
  const known = isFramed ? null : chatOf(context, deps, account.apart);
  const chatId = known ?? newChat(deps);
  if (isFramed) context.header('Content-Security-Policy', framedBy(account.embedOrigins));
  else if (known === null) rememberChat(context, deps, chatId, account.apart);
  // One more than is shown tells whether there are others before.
  const messages = known === null ? [] : await deps.chatMessages.before(chatId, null, pageSize + 1);
  const chatsAs = known === null ? null : ((await deps.nameOf?.(chatId)) ?? null);
  context.header('Cache-Control', 'no-store');
  return context.html(
    documentText(
      <ChatPage
        assets={assets}
        language={languageOf(context)}
        account={account.apart}
        shopName={deps.shopName}
        chatName={deps.keyring.blindIndex(`webchat page\n${chatId}`).slice(0, 12)}
        history={messages.slice(-pageSize)}
        hasEarlier={messages.length > pageSize}
        start={context.req.query('start') || null}
        token={isFramed ? chatToken(deps, chatId, account.apart) : null}
        chatsAs={chatsAs}
      />,
    ),
  );
}

/** Who asks, or the answer that refuses them. */
function askedBy(context: Context, deps: ChatDeps) {
  const account = accountOf(context, deps);
  const chatId = account === null ? null : chatOf(context, deps, account.apart);
  if (account !== null && chatId !== null) return { name: account.name, chatId };
  return errorResponse(context, 'unauthorized', 'open the chat page first');
}

async function postEvent(
  context: Context,
  deps: ChatDeps,
  mayPost: (chatId: string) => boolean,
): Promise<Response> {
  const asked = askedBy(context, deps);
  if (asked instanceof Response) return asked;
  const { name, chatId } = asked;
  if (!mayPost(chatId)) return errorResponse(context, 'busy', 'too many messages; wait a moment');
  const body: unknown = await context.req.json().catch(() => undefined);
  const parsed = sayingFormat.safeParse(body);
  if (!parsed.success)
    return errorResponse(context, 'invalid_request', 'this is nothing one can say here');
  const speaker = { accountName: name, chatId, locale: languageOf(context) };
  const answer = await say(deps, speaker, parsed.data);
  if (answer.kind === 'no-button') return errorResponse(context, 'gone', 'there is no such button');
  const isAnswered = !(await deps.isWithStaff(name, chatId));
  return context.json({ id: answer.id, isAnswered }, 202);
}

function stream(
  context: Context,
  deps: ChatDeps & { readonly news: ChatNews },
  streams: OpenStreams,
): Response {
  const asked = askedBy(context, deps);
  if (asked instanceof Response) return asked;
  const place = streams.enter();
  if (place === null) return errorResponse(context, 'unavailable', 'too many open chats');
  const afterId = idIn(context.req.header('last-event-id') ?? context.req.query('after'));
  const viewOf = viewIn(context, deps);
  const eventOf = (message: ChatMessage) =>
    JSON.stringify({
      id: message.id,
      direction: message.direction,
      said: sayingIdOf(message),
      html: viewOf(message),
    });
  // A proxy that collects an answer before it passes it on would hold the chat back.
  context.header('X-Accel-Buffering', 'no');
  const { ended, leave } = place;
  return streamSSE(context, (sse) =>
    tailChat(deps, sse, { chatId: asked.chatId, afterId, ended, eventOf })
      // The page asks again by itself; Hono would send it the error's text.
      .catch((error: Error) => deps.log.error('chat.stream.failed', { error: error.message }))
      .finally(leave),
  );
}

/** A page of what was said before one message. */
async function history(context: Context, deps: ChatDeps): Promise<Response> {
  const asked = askedBy(context, deps);
  if (asked instanceof Response) return asked;
  const beforeId = idIn(context.req.query('before'));
  if (beforeId === null)
    return errorResponse(context, 'invalid_request', '`before` is the id of a message');
  const messages = await deps.chatMessages.before(asked.chatId, beforeId, pageSize + 1);
  context.header('Cache-Control', 'no-store');
  return context.json({
    html: messages.slice(-pageSize).map(viewIn(context, deps)).join(''),
    hasEarlier: messages.length > pageSize,
  });
}

function viewIn(context: Context, { shopName }: ChatDeps) {
  const texts = chatTexts[languageOf(context)];
  return (message: ChatMessage): string =>
    (<MessageView message={message} texts={texts} shopName={shopName} />).toString();
}

function idIn(text = ''): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
