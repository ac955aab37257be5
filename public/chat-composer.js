/** The line in which one writes. @param say called with what was written */
export function openComposer(form, say) {
  const input = form.querySelector('textarea');
  const send = form.querySelector('.send');

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    grow();
    say(text);
    input.focus();
  });

  input.addEventListener('keydown', (event) => {
    // While an input method is composing (pinyin, say), Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229)
      return;
    event.preventDefault();
    form.requestSubmit();
  });

  function grow() {
    send.disabled = input.value.trim() === '';
    input.style.setProperty('height', 'auto');
    // The border counts too, or a line of text would have a scroll bar.
    const height = input.scrollHeight + input.offsetHeight - input.clientHeight;
    input.style.setProperty('height', `${Math.min(height, 140)}px`);
  }

  input.addEventListener('input', grow);
  grow();
}
