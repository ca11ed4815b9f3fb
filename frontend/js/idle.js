// Warns before a session ends, and keeps what was typed: somebody can stay signed in, or sign in again beside the page.

const WARNING = 120; // seconds before the end
const TYPING = 300; // while somebody types, the server hears of it at most so often
const SEEN = "attainable-seen"; // when a page was last asked for, in any tab: a time and nothing else

const now = () => Date.now() / 1000;

export function idleWarning() {
  const { idleSeconds, stillHere, account } = document.body.dataset;
  const dialog = document.querySelector("[data-idle]");
  if (!idleSeconds || !dialog || typeof dialog.showModal !== "function") return;
  const idle = Number(idleSeconds);
  const warnAt = idle - Math.min(WARNING, idle / 2);
  let asking = false;
  let said = now();
  note();

  document.querySelectorAll("form").forEach((form) => form.addEventListener("input", () => now() - said > Math.min(TYPING, idle / 3) && stay()));
  dialog.querySelector("[data-idle-stay]").addEventListener("click", () => stay());
  dialog.querySelector("[data-idle-back]").addEventListener("click", () => stay(true));
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  setInterval(look, Math.min(5000, idle * 100));

  function note() {
    said = now();
    try {
      localStorage.setItem(SEEN, String(said));
    } catch {
      // Without storage each tab counts by itself.
    }
  }

  function look() {
    const elsewhere = Number(safely(() => localStorage.getItem(SEEN)) || 0);
    const quiet = now() - Math.max(said, elsewhere);
    if (quiet >= idle) show("ended");
    else if (quiet >= warnAt) show("warning");
    else if (dialog.open && dialog.dataset.state === "warning") dialog.close();
  }

  function show(state) {
    if (dialog.dataset.state === state && dialog.open) return;
    dialog.dataset.state = state;
    dialog.querySelectorAll("[data-idle-part]").forEach((part) => { part.hidden = part.dataset.idlePart !== state; });
    // Records don't stay on the screen of a desk that nobody sits at.
    document.body.classList.toggle("app-covered", state === "ended");
    if (!dialog.open) dialog.showModal();
  }

  async function stay(hasSignedIn = false) {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(stillHere, { headers: { accept: "application/json" } });
      const found = answer.ok && !answer.redirected ? await answer.json() : {};
      if (found.account === account) {
        document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = found.token; });
        note();
        document.body.classList.remove("app-covered");
        dialog.close();
      } else {
        show("ended");
        dialog.querySelector("[data-idle-problem]").hidden = !hasSignedIn;
      }
    } catch {
      // The network is away: the next look asks again.
    } finally {
      asking = false;
    }
  }
}

function safely(read) {
  try {
    return read();
  } catch {
    return "";
  }
}
