// Times and days as the reader is used to.

/** The browser's own variant of the page's language; "en" alone names no country, and most of those have 24 hours. */
function localeFor(language) {
  const primary = (tag) => tag.split('-')[0].toLowerCase();
  const own = navigator.languages.find((tag) => primary(tag) === primary(language)) ?? language;
  return own.toLowerCase() === 'en' ? 'en-GB' : own;
}

/** @param texts with `today` and `yesterday` */
export function timesIn(language, texts) {
  const locale = localeFor(language);
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });

  function dayName(at) {
    const today = new Date();
    const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
    if (at.toDateString() === today.toDateString()) return texts.today;
    if (at.toDateString() === yesterday.toDateString()) return texts.yesterday;
    const year = at.getFullYear() === today.getFullYear() ? {} : { year: 'numeric' };
    return at.toLocaleDateString(locale, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      ...year,
    });
  }

  return {
    /** Writes the time under one message. */
    dress(item) {
      const time = item.querySelector('time.when');
      const at = new Date(Number(item.dataset.at));
      time.textContent = clock.format(at);
      time.title = full.format(at);
    },
    /** Puts a line with the day's name before the first message of each day. */
    separate(list) {
      for (const line of list.querySelectorAll('.day')) line.remove();
      let before = '';
      for (const item of list.querySelectorAll('.message[data-at]')) {
        const at = new Date(Number(item.dataset.at));
        if (at.toDateString() !== before) item.before(dayLine(dayName(at)));
        before = at.toDateString();
      }
    },
  };
}

function dayLine(text) {
  const line = document.createElement('li');
  line.className = 'day';
  const words = document.createElement('span');
  words.textContent = text;
  line.append(words);
  return line;
}
