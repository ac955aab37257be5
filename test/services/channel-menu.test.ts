import { expect, it } from 'vitest';
import { commandOf } from '../../src/domain/conversation/command.js';
import { freshState } from '../../src/domain/conversation/state.js';
import { menuEntries } from '../../src/services/channel-menu.js';

const all = { hasStaff: true, hasMembership: true };

it('offers only commands that platforms take and the dialogue understands', () => {
  for (const { command } of menuEntries(['en'], all)) {
    expect(command).toMatch(/^[a-z0-9_]{1,32}$/);
    expect(commandOf(freshState, { kind: 'text', text: `/${command}` }).kind).not.toBe('unknown');
  }
});

it('labels each in the shop’s first language, and in every one that the dialogue speaks', () => {
  const [picks] = menuEntries(['zh-CN', 'en'], all);
  expect(picks).toEqual({
    command: 'picks',
    label: '为我推荐',
    labels: { 'zh-CN': '为我推荐', en: 'My picks' },
  });
  expect(menuEntries(['fr-FR'], all)[0]?.label).toBe('My picks');
});

it('offers why, joining chats, and a person where there is somebody', () => {
  const names = (hasStaff: boolean) =>
    menuEntries(['en'], { ...all, hasStaff }).map(({ command }) => command);
  expect(names(true)).toEqual(expect.arrayContaining(['why', 'link', 'person']));
  expect(names(false)).toEqual(expect.arrayContaining(['why', 'link']));
  expect(names(false)).not.toContain('person');
});

it('offers joining and points where there is a membership', () => {
  const names = (hasMembership: boolean) =>
    menuEntries(['en'], { ...all, hasMembership }).map(({ command }) => command);
  expect(names(true)).toEqual(expect.arrayContaining(['join', 'points']));
  expect(names(false).filter((name) => name === 'join' || name === 'points')).toEqual([]);
});

it('keeps to what Telegram takes of a description: 1 to 256 letters', () => {
  for (const { labels } of menuEntries(['en'], all))
    for (const label of Object.values(labels ?? {})) {
      expect(label.length).toBeGreaterThan(0);
      expect(label.length).toBeLessThanOrEqual(256);
    }
});
