import { expect, it } from 'vitest';
import { chatNotifier } from '../../src/runtime/chat-notifier.js';

it('tells every listener of a chat, until it stops listening', () => {
  const notifier = chatNotifier();
  const heard: string[] = [];
  const stopFirst = notifier.listen('a', () => heard.push('first'));
  notifier.listen('a', () => heard.push('second'));
  notifier.notify('a');
  stopFirst();
  notifier.notify('a');
  expect(heard).toEqual(['first', 'second', 'second']);
});

it('tells nobody about a chat that nobody listens to', () => {
  const notifier = chatNotifier();
  const heard: string[] = [];
  notifier.listen('a', () => heard.push('a'))();
  notifier.notify('a');
  notifier.notify('b');
  expect(heard).toEqual([]);
});

it('stopping twice does not stop a later listener of the same chat', () => {
  const notifier = chatNotifier();
  const heard: string[] = [];
  const stop = notifier.listen('a', () => heard.push('first'));
  stop();
  notifier.listen('a', () => heard.push('second'));
  stop();
  notifier.notify('a');
  expect(heard).toEqual(['second']);
});

it('names each chat that is listened to, once, and only so long', () => {
  const notifier = chatNotifier();
  const stops = ['a', 'b', 'a'].map((chatId) => notifier.listen(chatId, () => null));
  expect(notifier.listened()).toEqual(['a', 'b']);
  stops[0]?.();
  stops[1]?.();
  expect(notifier.listened()).toEqual(['a']);
  stops[2]?.();
  expect(notifier.listened()).toEqual([]);
});
