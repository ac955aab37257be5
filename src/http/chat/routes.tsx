import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import type { ChatMessage } from '../../ports/chat-messages.js';
import type { Assets } from '../assets.js';
import { errorResponse } from '../error-response.js';
import { type Language, languageOf } from '../languages.js';
import { documentText } from '../layout.js';
import type { OpenStreams } from '../open-streams.js';
import { framedBy } from '../page-headers.js';
import { requireOwnOrigin } from '../request-origin.js';
import type { ChatDeps } from './deps.js';
import { MessageView } from './message-view.js';
import { ChatPage } from './page.js';
import { postPace } from './post-pace.js';
import { say, sayingFormat } from './say.js';
import { chatOf, chatToken, newChat, rememberChat } from './session.js';
import { historyCount, tailChat } from './stream.js';
import { chatTexts } from './texts.js';

interface Site {
  readonly assets: Assets;
  readonly streams: OpenStreams;
}

/** The chat page, what it says (`POST /chat/events`) and what it hears (`GET /chat/stream`, server-sent events). */
export function chatRoutes(deps: ChatDeps, { assets, streams }: Site): Hono {
  const routes = new Hono();
  const mayPost = postPace(() => deps.clock.now());
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
  routes.get('/chat/stream', (context) => stream(context, deps, streams));
  return routes;
}

async function chatPage(context: Context, deps: ChatDeps, assets: Assets): Promise<Response> {
  const isFramed = context.req.query('embed') === '1';
  const known = isFramed ? null : chatOf(context, deps);
  const chatId = known ?? newChat(deps);
  if (isFramed) context.header('Content-Security-Policy', framedBy(deps.embedOrigins));
  else if (known === null) rememberChat(context, deps, chatId);
  const history = known === null ? [] : await deps.chatMessages.after(chatId, null, historyCount);
  const chatsAs = known === null ? null : ((await deps.nameOf?.(chatId)) ?? null);
  context.header('Cache-Control', 'no-store');
  return context.html(
    documentText(
      <ChatPage
        assets={assets}
        language={languageOf(context)}
        shopName={deps.shopName}
        history={history}
        start={context.req.query('start') || null}
        token={isFramed ? chatToken(deps, chatId) : null}
        chatsAs={chatsAs}
      />,
    ),
  );
}

async function postEvent(
  context: Context,
  deps: ChatDeps,
  mayPost: (chatId: string) => boolean,
): Promise<Response> {
  const chatId = chatOf(context, deps);
  if (chatId === null) return errorResponse(context, 'unauthorized', 'open the chat page first');
  if (!mayPost(chatId)) return errorResponse(context, 'busy', 'too many messages; wait a moment');
  const body: unknown = await context.req.json().catch(() => undefined);
  const parsed = sayingFormat.safeParse(body);
  if (!parsed.success)
    return errorResponse(context, 'invalid_request', 'this is nothing one can say here');
  const answer = await say(deps, { chatId, locale: languageOf(context) }, parsed.data);
  if (answer.kind === 'no-button') return errorResponse(context, 'gone', 'there is no such button');
  return context.json({ id: answer.id }, 202);
}

function stream(context: Context, deps: ChatDeps, streams: OpenStreams): Response {
  const chatId = chatOf(context, deps);
  if (chatId === null) return errorResponse(context, 'unauthorized', 'open the chat page first');
  const place = streams.enter();
  if (place === null) return errorResponse(context, 'unavailable', 'too many open chats');
  const language = languageOf(context);
  const afterId = lastSeen(context);
  const eventOf = (message: ChatMessage) => eventText(message, language, deps.shopName);
  // A proxy that collects an answer before it passes it on would hold the chat back.
  context.header('X-Accel-Buffering', 'no');
  const { ended, leave } = place;
  return streamSSE(context, (sse) =>
    tailChat(deps, sse, { chatId, afterId, ended, eventOf })
      // The page asks again by itself; Hono would send it the error's text.
      .catch((error: Error) => deps.log.error('chat.stream.failed', { error: error.message }))
      .finally(leave),
  );
}

function lastSeen(context: Context): number | null {
  const text = context.req.header('last-event-id') ?? context.req.query('after') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function eventText(message: ChatMessage, language: Language, shopName: string): string {
  const { id, direction, text } = message;
  const view = <MessageView message={message} texts={chatTexts[language]} shopName={shopName} />;
  return JSON.stringify({ id, direction, text, html: view.toString() });
}
