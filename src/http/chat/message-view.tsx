import type { FC } from 'hono/jsx';
import type { Block, Button, OutboundMessage } from '../../domain/message/message.js';
import type { ChatMessage } from '../../ports/chat-messages.js';
import type { ChatTexts } from './texts.js';

/** What the page named it by when it was said there; null for what we said. */
export function sayingIdOf({ direction, key }: ChatMessage): string | null {
  return direction === 'in' ? key.slice(key.lastIndexOf(':') + 1) : null;
}

/** One message as the page shows it; the same for the history and for what streams in. */
export const MessageView: FC<{ message: ChatMessage; texts: ChatTexts; shopName: string }> = ({
  message: chatMessage,
  texts,
  shopName,
}) => {
  const { id, direction, message, text, at } = chatMessage;
  return (
    <li
      class={`message ${direction}`}
      data-id={id}
      data-at={at}
      data-said={sayingIdOf(chatMessage) ?? undefined}
    >
      <span class="visually-hidden">{direction === 'in' ? texts.you : shopName}: </span>
      {message === null ? <p class="bubble">{text}</p> : <Said message={message} />}
      <time class="when" dateTime={new Date(at).toISOString()}></time>
    </li>
  );
};

const Said: FC<{ message: OutboundMessage }> = ({ message }) => {
  const groups = groupsOf(message.blocks);
  const isRow = groups.filter(({ image }) => image !== null).length > 1;
  return (
    <div class="said" lang={message.locale}>
      {groups.map((group) => (
        <GroupView group={group} isRow={isRow} />
      ))}
    </div>
  );
};

interface Group {
  readonly image: Extract<Block, { kind: 'image' }> | null;
  readonly texts: readonly string[];
  readonly rows: readonly (readonly Button[])[];
}

/** A picture begins a card; the texts and buttons that follow belong to it. */
function groupsOf(blocks: readonly Block[]): Group[] {
  const groups: Group[] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (block.kind === 'image' || last === undefined || !takes(last, block)) {
      groups.push(added({ image: null, texts: [], rows: [] }, block));
    } else {
      groups[groups.length - 1] = added(last, block);
    }
  }
  return groups;
}

// A text after buttons begins a new bubble: it is about something else.
function takes(group: Group, block: Block): boolean {
  return block.kind !== 'text' || group.rows.length === 0;
}

function added(group: Group, block: Block): Group {
  switch (block.kind) {
    case 'image':
      return { ...group, image: block };
    case 'text':
      return { ...group, texts: [...group.texts, block.text] };
    case 'buttons':
      return { ...group, rows: [...group.rows, ...block.rows] };
  }
}

const GroupView: FC<{ group: Group; isRow: boolean }> = ({ group, isRow }) => {
  const { image, texts, rows } = group;
  const shape = image === null ? 'bubble' : `bubble card ${isRow ? 'card-row' : 'card-tall'}`;
  return (
    <div class={shape}>
      {image && (
        <img
          src={image.url}
          alt={image.alt}
          width="320"
          height="240"
          loading="lazy"
          decoding="async"
        />
      )}
      {texts.length > 0 && (
        <div class="words">
          {texts.map((text) => (
            <p>{linked(text)}</p>
          ))}
        </div>
      )}
      {rows.length > 0 && <Buttons rows={rows} />}
    </div>
  );
};

const Buttons: FC<{ rows: readonly (readonly Button[])[] }> = ({ rows }) => (
  <div class="presses">
    {rows.map((row) => (
      <div class="press-row">
        {row.map((button) =>
          button.kind === 'link' ? (
            <a class="press" href={button.url} target="_blank" rel="noopener">
              <span>
                {button.label}
                <span aria-hidden="true">&nbsp;↗</span>
              </span>
            </a>
          ) : (
            <button type="button" class="press" data-action={button.action}>
              {button.label}
            </button>
          ),
        )}
      </div>
    ))}
  </div>
);

// Web addresses in a text can be followed; a full stop after one is not part of it.
const address = /(https?:\/\/[^\s<>"'，。！？、）】]+[^\s<>"'，。！？、）】.,;:!?)\]])/;

function linked(text: string) {
  return text.split(address).map((part, index) =>
    index % 2 === 1 ? (
      <a href={part} target="_blank" rel="noopener">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
