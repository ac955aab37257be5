// The bubbles that stand in for what was said, until the stream brings the real ones.

/** @param onAdd told when a bubble was put at the end of `list` */
export function openPending({ list, texts, onAdd }) {
  const itemOf = (id) =>
    [...list.querySelectorAll('.message.pending')].find(({ dataset }) => dataset.said === id);

  function noteFor(state, status) {
    if (state === 'sending') return texts.sending;
    if (status === 429) return texts.tooFast;
    if (state === 'waiting') return texts.waiting;
    return status === 410 ? texts.gone : texts.notSent;
  }

  function newItem(id, text) {
    const item = document.createElement('li');
    item.className = 'message in pending';
    item.dataset.said = id;
    const bubble = document.createElement('p');
    bubble.className = 'bubble';
    bubble.textContent = text;
    const note = document.createElement('p');
    note.className = 'when';
    item.append(bubble, note);
    list.append(item);
    onAdd();
    return item;
  }

  return {
    first: () => list.querySelector('.message.pending'),
    drop: (id) => itemOf(id)?.remove(),
    /** Whether the real one is shown already. */
    isThere: (id) => list.querySelector(`.message[data-id][data-said="${id}"]`) !== null,
    show({ saying, text, state, status }) {
      const item = itemOf(saying.id) ?? newItem(saying.id, text);
      item.classList.toggle('failed', state === 'refused');
      const note = item.querySelector('.when');
      const words = noteFor(state, status);
      // Written anew it would be read out anew at each try.
      if (note.textContent !== words) note.textContent = words;
    },
  };
}
