// The keyboard's way to the search box and through what it found.

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

/** "/" and Ctrl+K (or Cmd+K) go to the search box; arrow keys go up and down a list of results. */
export function searchKeys() {
  const box = document.querySelector("[data-search-box]");
  document.addEventListener("keydown", (event) => {
    const wanted = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target);
    if (box && (wanted || slash)) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      step(event, box);
    }
  });
}

function step(event, box) {
  const links = [...document.querySelectorAll("[data-search-results] a")];
  const at = links.indexOf(document.activeElement);
  const down = event.key === "ArrowDown";
  if (!links.length || (at < 0 && document.activeElement !== box)) return;
  if (at < 0 && !down) return;
  event.preventDefault();
  if (at === 0 && !down && box) box.focus();
  else links[Math.min(links.length - 1, Math.max(0, at + (down ? 1 : -1)))].focus();
}
