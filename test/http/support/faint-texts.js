// Runs in a page: texts whose contrast with what is behind them is below WCAG's, each with its ratio.
(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  // WCAG 2.2: relative luminance and contrast ratio.
  const luminance = (color) => {
    const [red, green, blue] = color.slice(0, 3).map((each) => {
      const share = each / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const color = rgba(getComputedStyle(each).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const found = [];
  const check = (name, color, element, least) => {
    const [a, b] = [luminance(rgba(color)), luminance(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) found.push(`${name}: ${ratio.toFixed(2)}`);
  };
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '',
    );
    if (hasText && element.checkVisibility())
      check(element.textContent, getComputedStyle(element).color, element, 4.5);
  }
  for (const field of document.querySelectorAll('textarea')) {
    check('placeholder', getComputedStyle(field, '::placeholder').color, field, 4.5);
    const edge = getComputedStyle(field).borderTopColor;
    check('the edge of the field', edge, field.parentElement, 3);
  }
  return found;
})();
