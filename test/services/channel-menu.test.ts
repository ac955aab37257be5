import { expect, it } from 'vitest';
import { commandOf } from '../../src/domain/conversation/command.js';
import { freshState } from '../../src/domain/conversation/state.js';
import { menuEntries } from '../../src/services/channel-menu.js';

it('offers only commands that platforms take and the dialogue understands', () => {
  for (const { command } of menuEntries(['en'])) {
    expect(command).toMatch(/^[a-z0-9_]{1,32}$/);
    expect(commandOf(freshState, { kind: 'text', text: `/${command}` }).kind).not.toBe('unknown');
  }
});

it('labels each in the shop’s first language, and in every one that the dialogue speaks', () => {
  const [picks] = menuEntries(['zh-CN', 'en']);
  expect(picks).toEqual({
    command: 'picks',
    label: '为我推荐',
    labels: { 'zh-CN': '为我推荐', en: 'My picks' },
  });
  expect(menuEntries(['fr-FR'])[0]?.label).toBe('My picks');
});
