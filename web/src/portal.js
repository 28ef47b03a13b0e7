// Public pages work without this: it offers what a browser can do beside reading.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const { share: url, shareTitle: title } = button.dataset;
    navigator.share({ url, title }).catch(() => {});
  });
}
