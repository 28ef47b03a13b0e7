/// An element with class, text and children.
export function made(tag, className, text, ...children) {
  const one = document.createElement(tag);
  if (className) one.className = className;
  if (text) one.textContent = text;
  one.append(...children);
  return one;
}
