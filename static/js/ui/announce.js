// Say a sentence to people who listen to the page instead of looking at it.

let region = null;

/** Take the page's one polite live region. */
export function startAnnouncing(root) {
  region = root.querySelector("#mc-announce");
}

/** Announce a sentence once; saying the same again is heard again. */
export function announce(sentence) {
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = sentence;
  });
}
