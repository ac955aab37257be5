// Keeps the newest words in sight, unless the reader is elsewhere.

/**
 * @param scroll the box that scrolls, `list` what grows in it, `button` leads back to the end
 * @param onMove told after each move of the reader
 */
export function followNewest({ scroll, list, button, onMove }) {
  let isFollowing = true;

  function toEnd() {
    isFollowing = true;
    button.hidden = true;
    scroll.scrollTop = scroll.scrollHeight;
  }

  scroll.addEventListener(
    'scroll',
    () => {
      isFollowing = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
      if (isFollowing) button.hidden = true;
      onMove();
    },
    { passive: true },
  );
  // A keyboard that comes up, or a picture that arrives, must not push the newest words out of sight. The scroll
  // event of the same change comes later, so what was true before it still holds here.
  const sizes = new ResizeObserver(() => isFollowing && toEnd());
  sizes.observe(scroll);
  sizes.observe(list);
  window.visualViewport?.addEventListener('resize', fitAboveKeyboard);

  return {
    isFollowing: () => isFollowing,
    toEnd,
    grew() {
      if (isFollowing) toEnd();
      else button.hidden = false;
    },
  };
}

// iOS lays its keyboard over the page, and only the visual viewport tells. Zoomed by two fingers it tells something else.
function fitAboveKeyboard() {
  const { height, scale } = window.visualViewport;
  const isCovered = scale === 1 && height < window.innerHeight - 1;
  if (isCovered) document.body.style.setProperty('height', `${height}px`);
  else document.body.style.removeProperty('height');
  if (isCovered) window.scrollTo(0, 0);
}
