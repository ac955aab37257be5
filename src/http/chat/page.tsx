import type { FC } from 'hono/jsx';
import type { ChatMessage } from '../../ports/chat-messages.js';
import type { Assets } from '../assets.js';
import type { Language } from '../languages.js';
import { Document, Mark } from '../layout.js';
import { MessageView } from './message-view.js';
import { type ChatTexts, chatTexts } from './texts.js';

export interface ChatPageProps {
  readonly assets: Assets;
  readonly language: Language;
  /** Which of several web chats; null for the one at `/chat`. */
  readonly account: string | null;
  readonly shopName: string;
  /** Tells this browser's chats apart, and nothing else. */
  readonly chatName: string;
  readonly history: readonly ChatMessage[];
  readonly hasEarlier: boolean;
  /** The token of the deep link that led here. */
  readonly start: string | null;
  /** In a frame on another website: the signed chat id that stands in for the cookie. */
  readonly token: string | null;
  /** Demo only. */
  readonly chatsAs: string | null;
}

export const ChatPage: FC<ChatPageProps> = (props) => {
  const { assets, language, account, shopName, history, start, token, chatsAs } = props;
  const texts = chatTexts[language];
  return (
    <Document
      title={`${texts.title} · ${shopName}`}
      language={language}
      assets={assets}
      script="chat.js"
      bodyClass={token === null ? 'chat-body' : 'chat-body chat-framed'}
    >
      <main
        class="chat"
        id="chat"
        data-account={account ?? undefined}
        data-chat={props.chatName}
        data-last={history.at(-1)?.id ?? ''}
        data-start={start ?? undefined}
        data-token={token ?? undefined}
        data-texts={JSON.stringify(texts)}
      >
        {chatsAs !== null && <DemoBar name={chatsAs} />}
        <Header {...props} texts={texts} />
        <Log {...props} texts={texts} />
        <Composer texts={texts} />
        <noscript>
          <p class="chat-note">{texts.needsScript}</p>
        </noscript>
      </main>
    </Document>
  );
};

const DemoBar: FC<{ name: string }> = ({ name }) => (
  <p class="demo-bar" lang="en">
    <span class="badge badge-demo">Demo</span>
    <span class="demo-name">
      You are <strong>{name}</strong>
    </span>
    <a href="/demo/customers">Be someone else</a>
    <a href="/demo/shop">Go to the shop</a>
    <a href="/">Start page</a>
  </p>
);

type PartProps = ChatPageProps & { readonly texts: ChatTexts };

const Header: FC<PartProps> = ({ texts, shopName, language, account, token }) => {
  const other = language === 'en' ? 'zh-CN' : 'en';
  const query = new URLSearchParams({
    lang: other,
    ...(account !== null && { account }),
    ...(token !== null && { embed: '1' }),
  });
  return (
    <header class="chat-head">
      <span class="avatar">
        <Mark />
      </span>
      <div class="chat-who">
        <h1>{shopName}</h1>
        <p class="chat-state" id="state" role="status">
          {texts.online}
        </p>
      </div>
      <a class="quiet-link" id="language" href={`?${query}`} lang={other} hreflang={other}>
        {texts.other}
      </a>
      {token !== null && (
        <button type="button" class="icon-button" id="close" aria-label={texts.close}>
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="m12 10.6 5.3-5.3 1.4 1.4-5.3 5.3 5.3 5.3-1.4 1.4-5.3-5.3-5.3 5.3-1.4-1.4 5.3-5.3-5.3-5.3 1.4-1.4z" />
          </svg>
        </button>
      )}
    </header>
  );
};

const Log: FC<PartProps> = ({ texts, shopName, history, hasEarlier }) => (
  // It scrolls, so the keyboard must reach it.
  <section class="chat-scroll" id="scroll" tabindex={0} aria-label={texts.conversation}>
    <button type="button" class="earlier" id="earlier" hidden={!hasEarlier}>
      {texts.earlier}
    </button>
    <div role="log" id="log" aria-live="polite" aria-label={texts.conversation}>
      <ol class="messages" id="messages">
        {history.map((message) => (
          <MessageView message={message} texts={texts} shopName={shopName} />
        ))}
      </ol>
    </div>
    <p class="chat-empty" id="empty" hidden={history.length > 0}>
      {texts.empty}
    </p>
    <div class="typing" id="typing" hidden>
      <i></i>
      <i></i>
      <i></i>
    </div>
    <p class="visually-hidden" role="status" id="typing-said" data-text={texts.typing}></p>
    <button type="button" class="to-newest" id="newest" hidden></button>
  </section>
);

const Composer: FC<{ texts: ChatTexts }> = ({ texts }) => (
  <form class="composer" id="composer" autocomplete="off">
    <label class="visually-hidden" for="text">
      {texts.write}
    </label>
    <textarea
      id="text"
      rows={1}
      maxlength={4000}
      placeholder={texts.write}
      enterkeyhint="send"
    ></textarea>
    <button type="submit" class="send" aria-label={texts.send} disabled>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M3.4 20.4 21 12 3.4 3.6 3.4 10.1 15 12 3.4 13.9z" />
      </svg>
    </button>
  </form>
);
