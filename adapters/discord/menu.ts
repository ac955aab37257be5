import type { MenuEntry } from '../../src/ports/channel.js';

const text = 3;
const chinese = 'zh-CN';
const longest = 100;

const codeOption = {
  type: text,
  name: 'code',
  name_localizations: { [chinese]: '邀请码' },
  description: 'The code of your invitation, if you have one',
  description_localizations: { [chinese]: '如果有邀请码，请填写' },
  required: false,
  max_length: 64,
};

const ask = {
  name: 'ask',
  name_localizations: { [chinese]: '提问' },
  description: 'Say something to us in your own words',
  description_localizations: { [chinese]: '用您自己的话告诉我们' },
  options: [
    {
      type: text,
      name: 'text',
      name_localizations: { [chinese]: '内容' },
      description: 'What you would like to say',
      description_localizations: { [chinese]: '您想说的话' },
      required: true,
      max_length: 1_000,
    },
  ],
};

const start: MenuEntry = {
  command: 'start',
  label: 'Begin',
  labels: { [chinese]: '开始' },
};

/**
 * The bot's slash commands, all of them: putting them replaces what was there. Where direct chats are not heard, and
 * in servers, `/ask` is how somebody says a sentence; `/start` takes the code of an invitation, because a link cannot.
 */
export function commandsOf(entries: readonly MenuEntry[]): readonly object[] {
  const wanted = entries.filter(({ command }) => command !== ask.name);
  const hasStart = wanted.some(({ command }) => command === start.command);
  return [...(hasStart ? wanted : [start, ...wanted]).map(commandOf), ask];
}

function commandOf({ command, label, labels = {} }: MenuEntry): object {
  const translated = labels[chinese];
  return {
    name: command,
    description: label.slice(0, longest),
    ...(translated === undefined
      ? {}
      : { description_localizations: { [chinese]: translated.slice(0, longest) } }),
    ...(command === 'start' || command === 'join' ? { options: [codeOption] } : {}),
  };
}
