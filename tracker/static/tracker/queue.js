/* The review queue without leaving the page: the list stays, the work beside it changes. Without this script every link and form loads the page anew. */
"use strict";

(function () {
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const queue = () => document.getElementById("queue");
  const work = () => document.getElementById("work");
  let busy = false;

  function say(words) {
    const place = document.querySelector("[data-spoken]");
    if (place && words) place.textContent = words;
    all(".toast").forEach((one) => one.remove());
    if (!words) return;
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.setAttribute("aria-hidden", "true"); // the live region has said it
    toast.textContent = words;
    document.body.append(toast);
    setTimeout(() => toast.remove(), 6000);
  }

  /* Put a part that the server sent in the place of the one that is there: all of the queue, or the work alone. */
  function swap(html) {
    const sent = new DOMParser().parseFromString(html, "text/html");
    const part = sent.getElementById("queue") || sent.getElementById("work");
    if (!part) {
      window.location.reload();
      return null;
    }
    const there = document.getElementById(part.id);
    const scrolled = queue().querySelector(".queue-list");
    const top = scrolled ? scrolled.scrollTop : 0;
    there.replaceWith(document.importNode(part, true));
    const list = queue().querySelector(".queue-list");
    if (list) list.scrollTop = top;
    mark();
    document.dispatchEvent(new CustomEvent("desk:fresh", { detail: document.getElementById(part.id) }));
    return document.getElementById(part.id);
  }

  /* The row of the claim that is open is the current one, and the address names it. */
  function mark() {
    const open = work() && work().dataset.claim;
    all("[data-work]").forEach((row) => {
      if (row.dataset.work === open) {
        row.setAttribute("aria-current", "true");
        row.scrollIntoView({ block: "nearest" });
        history.replaceState(null, "", row.getAttribute("href"));
      } else row.removeAttribute("aria-current");
    });
    all("#work form").forEach((form) => {
      const next = following(1);
      if (!form.elements.then) {
        const hidden = document.createElement("input");
        hidden.type = "hidden";
        hidden.name = "then";
        form.append(hidden);
      }
      form.elements.then.value = next ? next.dataset.work : "";
    });
  }

  function following(step) {
    const rows = all("[data-work]");
    const here = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
    return rows[here + step];
  }

  function focusWork() {
    const place = work() && work().querySelector("[data-focus]");
    if (!place) return;
    place.focus({ preventScroll: true });
    work().scrollIntoView({ block: "start" });
  }

  async function ask(address, options, then) {
    if (busy) return;
    busy = true;
    queue().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { credentials: "same-origin", ...options, headers: { "X-Part": "1" } });
      const html = await answer.text();
      if (answer.redirected || !/id="(queue|work)"/.test(html)) {
        say("That did not work: the page is loaded again.");
        window.location.reload();
        return;
      }
      const part = swap(html);
      say(part && part.dataset.said);
      then(part, answer);
    } catch (error) {
      say("No connection: nothing was sent. Try again in a moment.");
    } finally {
      busy = false;
      if (queue()) queue().removeAttribute("aria-busy");
    }
  }

  function open(row) {
    if (!row) return;
    if (work() && work().dataset.claim === row.dataset.work) { // fetching it again would wipe what was typed
      queue().classList.add("picked");
      return;
    }
    const address = new URL(row.href, window.location.href);
    address.searchParams.set("part", "work");
    ask(address, {}, () => {
      queue().classList.add("picked");
      focusWork();
    });
  }

  /* ---- evidence: the one that is worked on is marked, and the keys for accept and reject are its own */
  const evidence = () => all("#work .evidence");
  function current(one) {
    all("[data-current]").forEach((other) => other.removeAttribute("data-current"));
    if (!one) return;
    const hidden = one.closest("details:not([open])");
    if (hidden) hidden.open = true;
    one.setAttribute("data-current", "");
    one.focus({ preventScroll: true });
    one.scrollIntoView({ block: "nearest" });
  }
  function walkEvidence(step) {
    const rows = evidence();
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.hasAttribute("data-current"));
    current(rows[Math.max(0, Math.min(rows.length - 1, here + step))]);
  }
  function afterDecision(id) {
    const rows = evidence();
    const at = rows.findIndex((row) => row.id === id);
    const next = rows.slice(at + 1).find((row) => row.hasAttribute("data-open")) || rows.find((row) => row.hasAttribute("data-open"));
    if (next) current(next);
    else current(rows[at]);
  }

  function send(form, button) {
    const body = new FormData(form, button);
    const decided = form.closest(".evidence");
    const top = window.scrollY;
    ask(form.action, { method: "POST", body }, (part, answer) => {
      if (!answer.ok) {
        const refusal = document.getElementById("refusal");
        if (refusal) refusal.scrollIntoView({ block: "center" });
        return;
      }
      if (decided && document.getElementById(decided.id)) {
        window.scrollTo(0, top);
        afterDecision(decided.id);
      } else focusWork();
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!queue()) return;
    mark();
    document.addEventListener("click", (event) => {
      const row = event.target.closest("[data-work]");
      if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(row);
    });
    document.addEventListener("submit", (event) => {
      if (!event.target.closest("#work")) return;
      event.preventDefault();
      send(event.target, event.submitter);
    });
    document.addEventListener("focusin", (event) => {
      const one = event.target.closest("#work .evidence");
      if (!one || one.hasAttribute("data-current")) return;
      all("[data-current]").forEach((other) => other.removeAttribute("data-current"));
      one.setAttribute("data-current", "");
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || window.deskKeys.off() || window.deskKeys.typing(event.target)) return;
      if (document.querySelector("dialog[open]")) return;
      if (event.key === "j") open(following(1));
      else if (event.key === "k") open(following(-1));
      else if (event.key === "n") walkEvidence(1);
      else if (event.key === "p") walkEvidence(-1);
      else if (event.key === "[" || event.key === "]") {
        const tabs = all("#queue .tabs a");
        const here = tabs.findIndex((tab) => tab.hasAttribute("aria-current"));
        const tab = tabs[here + (event.key === "]" ? 1 : -1)];
        if (tab) tab.click();
      } else return;
      event.preventDefault();
    });
  });
})();
