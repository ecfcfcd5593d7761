/* What the desk's pages do beyond plain HTML: light up a statement in text and list, tooltips, list keys, keeping a draft. All of it works without. */
"use strict";

(function () {
  // htmx would write a style into the page, which the content policy refuses; theme.css has it.
  if (window.htmx) window.htmx.config.includeIndicatorStyles = false;

  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  function lightUp(key, on) {
    all(".st").forEach((part) => {
      if ((part.dataset.statements || "").split(" ").includes(key)) part.classList.toggle("lit", on);
    });
    const card = document.getElementById("s-" + key);
    if (card) card.classList.toggle("lit", on);
  }

  function innermost(part) {
    const keys = (part.dataset.statements || "").split(" ").filter(Boolean);
    return keys[keys.length - 1];
  }

  let tip = null;
  function hideTip() {
    if (tip) tip.remove();
    tip = null;
  }
  function showTip(anchor, key) {
    hideTip();
    const card = document.getElementById("s-" + key);
    if (!card || !card.dataset.tip) return;
    tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("role", "tooltip");
    card.dataset.tip.split("\n").forEach((line) => {
      const p = document.createElement("p");
      p.textContent = line;
      tip.append(p);
    });
    document.body.append(tip);
    const box = anchor.getClientRects()[0] || anchor.getBoundingClientRect();
    const left = Math.min(box.left + window.scrollX, window.scrollX + document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = Math.max(8, left) + "px";
    const above = box.top - tip.offsetHeight - 8;
    tip.style.top = (above > 0 ? above : box.bottom + 8) + window.scrollY + "px";
  }

  function readStatements() {
    let shown = null;
    const enter = (target) => {
      const part = target.closest(".st");
      const at = target.closest(".at");
      const key = at ? at.dataset.statement : part ? innermost(part) : null;
      if (key === shown) return;
      if (shown) lightUp(shown, false);
      hideTip();
      shown = key;
      if (key) {
        lightUp(key, true);
        showTip(at || part, key);
      }
    };
    all(".article").forEach((article) => {
      article.addEventListener("mouseover", (event) => enter(event.target));
      article.addEventListener("mouseleave", () => enter(document.body));
      article.addEventListener("focusin", (event) => enter(event.target));
      article.addEventListener("focusout", () => enter(document.body));
      article.addEventListener("click", (event) => {
        const part = event.target.closest(".st");
        if (!part || event.target.closest("a") || String(window.getSelection())) return;
        const card = document.getElementById("s-" + innermost(part));
        if (card) card.scrollIntoView({ block: "nearest", behavior: "smooth" });
      });
    });
    all(".card[data-tip]").forEach((card) => {
      const key = card.id.slice(2);
      ["mouseenter", "focusin"].forEach((name) => card.addEventListener(name, () => lightUp(key, true)));
      ["mouseleave", "focusout"].forEach((name) => card.addEventListener(name, () => lightUp(key, false)));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hideTip();
    });
  }

  /* j and k walk the rows of a list, Enter opens the one that is lit, x ticks it. */
  function walkRows() {
    const rows = all("[data-rows] [data-href]").concat(all("#result_list tbody tr"));
    if (!rows.length) return;
    rows[0].parentElement.closest("table, ul").setAttribute("data-walk", "j k:Next, previous row;Enter:Open the row" + (rows[0].querySelector("input.action-select") ? ";x:Tick the row" : ""));
    let here = -1;
    const go = (to) => {
      if (rows[here]) rows[here].classList.remove("here");
      here = Math.max(0, Math.min(rows.length - 1, to));
      rows[here].classList.add("here");
      rows[here].scrollIntoView({ block: "nearest" });
    };
    const open = (row) => {
      const link = row.querySelector("th a, td a");
      window.location.href = row.dataset.href || (link && link.href) || window.location.href;
    };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || window.deskKeys.off() || window.deskKeys.typing(event.target)) return;
      if (document.querySelector("dialog[open]")) return;
      if (event.key === "j") go(here + 1);
      else if (event.key === "k") go(here - 1);
      else if (event.key === "Enter" && here >= 0 && !event.target.closest("a, button, summary, input")) open(rows[here]);
      else if (event.key === "x" && here >= 0 && rows[here].querySelector("input.action-select")) rows[here].querySelector("input.action-select").click();
      else return;
      event.preventDefault();
    });
  }

  /* One box ticks the others; the bar says how many are ticked. */
  function tickBoxes() {
    all("form[data-ticks]").forEach((form) => {
      const boxes = () => all("input[type=checkbox][name=claims]", form).concat(all('input[form="' + form.id + '"][name=claims]'));
      const say = () => {
        const n = boxes().filter((box) => box.checked).length;
        all("[data-ticked]", form).forEach((place) => (place.textContent = String(n)));
        all("[data-needs-tick]", form).forEach((button) => (button.disabled = n === 0));
      };
      all("[data-tick-all]", form).forEach((master) =>
        master.addEventListener("change", () => {
          boxes().forEach((box) => (box.checked = master.checked));
          say();
        })
      );
      form.addEventListener("change", say);
      say();
    });
  }

  /* Enter in a field that has its own button presses that button, not the first one of the page's form. */
  function enterPressesOwnButton() {
    all("details.right input[type=text], form[data-ticks] .bar input[type=text]").forEach((field) => {
      const button = field.closest(".row, .bar").querySelector("button[formaction], button[value=dismiss]");
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || !button) return;
        event.preventDefault();
        if (!button.disabled) button.click();
      });
    });
  }

  /* What is typed in a form that keeps a draft is sent along quietly, and kept in the browser until it is. */
  function keepDrafts() {
    let waiting = null;
    document.addEventListener("input", (event) => {
      const form = event.target.closest("form[data-draft]");
      if (!form) return;
      const say = (form.closest("section") || form).querySelector("[data-draft-state]");
      const tell = (words) => {
        if (say) say.textContent = words;
      };
      clearTimeout(waiting);
      tell("…");
      waiting = setTimeout(() => {
        fetch(form.dataset.draft, { method: "POST", body: new FormData(form), credentials: "same-origin" })
          .then((answer) => tell(answer.ok ? "draft kept" : "draft not kept"))
          .catch(() => tell("draft not kept: no connection"));
      }, 900);
    });
    document.addEventListener("submit", (event) => {
      if (event.target.matches("form[data-draft]")) clearTimeout(waiting);
    });
  }

  /* What is new on a claim is new until it was shown: the page says what it showed. */
  function tellSeen() {
    const tell = (root) =>
      all("form[data-seen]", root).forEach((form) => fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", keepalive: true }).catch(() => {}));
    tell(document);
    document.addEventListener("desk:fresh", (event) => tell(event.detail));
  }

  /* While there is something left to read and compare, the home page looks again every few seconds. */
  function watchBacklog() {
    const look = () => {
      const place = document.getElementById("backlog");
      if (!place || place.dataset.left === "0") return;
      setTimeout(() => {
        if (document.hidden) return look();
        fetch(place.dataset.address, { credentials: "same-origin" })
          .then((answer) => (answer.ok && !answer.redirected ? answer.text() : null))
          .then((html) => {
            const sent = html && new DOMParser().parseFromString(html, "text/html").getElementById("backlog");
            if (!sent) return;
            place.replaceWith(document.importNode(sent, true));
            look();
          })
          .catch(() => {});
      }, 4000);
    };
    look();
  }

  /* A text is read while it is pasted or typed; what is shown is never older than what stands in the field when the answer comes. */
  function tryReading() {
    const form = document.querySelector("form[data-try]");
    if (!form) return;
    let waiting = null;
    let asked = null;
    const ask = () => {
      if (asked) asked.abort();
      asked = new AbortController();
      const sent = new FormData();
      ["csrfmiddlewaretoken", "text", "title", "published"].forEach((name) => form.elements[name] && sent.append(name, form.elements[name].value));
      document.getElementById("try").setAttribute("aria-busy", "true");
      fetch(form.dataset.try, { method: "POST", body: sent, credentials: "same-origin", signal: asked.signal })
        .then((answer) => (answer.ok && !answer.redirected ? answer.text() : null))
        .then((html) => {
          const part = html && new DOMParser().parseFromString(html, "text/html").getElementById("try");
          if (part) document.getElementById("try").replaceWith(document.importNode(part, true));
          else document.getElementById("try").removeAttribute("aria-busy");
        })
        .catch(() => {});
    };
    const soon = (pause) => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, pause);
    };
    ["text", "title", "published"].forEach((name) => {
      const field = form.elements[name];
      if (!field) return;
      field.addEventListener("input", (event) => soon(event.inputType === "insertFromPaste" ? 0 : 500));
    });
    if (form.elements.text && form.elements.text.value.trim()) ask();
  }

  /* Words selected in a text fill the form that makes a statement of them: their place in code points, marks not counted. */
  function markWords() {
    const form = document.querySelector("form[data-mark]");
    if (!form) return;
    let button = null;
    const drop = () => {
      if (button) button.remove();
      button = null;
    };
    const placeOf = (article, node, offset) => {
      const before = document.createRange();
      before.selectNodeContents(article);
      before.setEnd(node, offset);
      const copy = before.cloneContents();
      copy.querySelectorAll(".at").forEach((chip) => chip.remove());
      return Array.from(copy.textContent).length;
    };
    const selected = () => {
      const chosen = window.getSelection();
      if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return null;
      const range = chosen.getRangeAt(0);
      const article = all(".article[data-part]").find((one) => one.contains(range.startContainer) && one.contains(range.endContainer));
      if (!article) return null;
      const start = placeOf(article, range.startContainer, range.startOffset);
      const end = placeOf(article, range.endContainer, range.endOffset);
      const copy = range.cloneContents();
      copy.querySelectorAll(".at").forEach((chip) => chip.remove());
      return end > start ? { part: article.dataset.part, start, end, words: copy.textContent.trim(), box: range.getBoundingClientRect() } : null;
    };
    const offer = () => {
      drop();
      const found = selected();
      if (!found) return;
      button = document.createElement("button");
      button.type = "button";
      button.className = "btn main mark-here";
      button.textContent = "Make a statement of these words";
      const place = document.createElement("div");
      place.className = "desk";
      place.append(button);
      document.body.append(place);
      const left = Math.min(found.box.left, document.documentElement.clientWidth - button.offsetWidth - 8);
      button.style.left = Math.max(8, left) + window.scrollX + "px";
      button.style.top = found.box.bottom + window.scrollY + 6 + "px";
      button.addEventListener("mousedown", (event) => event.preventDefault());
      button.addEventListener("click", () => {
        ["part", "start", "end", "words"].forEach((name) => (form.elements[name].value = String(found[name])));
        const details = form.closest("details");
        if (details) details.open = true;
        drop();
        form.scrollIntoView({ block: "center" });
        form.elements.level.focus();
      });
    };
    document.addEventListener("mouseup", () => setTimeout(offer, 0));
    document.addEventListener("keyup", (event) => {
      if (event.shiftKey || event.key === "Shift") offer();
    });
    form.elements.words.addEventListener("input", () => {
      form.elements.start.value = form.elements.end.value = "";
    });
  }

  /* The account menu of the admin is a div; make it a button for the keyboard. */
  function reachMenus() {
    all("#nav-sidebar [x-on\\:click], .welcome-msg [x-on\\:click], #header-inner span[x-on\\:click]").forEach((place) => {
      if (place.matches("a, button, input")) return;
      place.setAttribute("role", "button");
      place.setAttribute("tabindex", "0");
      if (!place.getAttribute("aria-label") && place.classList.contains("material-symbols-outlined")) place.setAttribute("aria-label", "Show or hide the menu");
      place.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          place.click();
        }
      });
    });
  }

  /* Whatever is wider than its place scrolls under the keyboard's arrows too. */
  function reachScrollers() {
    all(".scroll-x").forEach((place) => {
      const wide = place.scrollWidth > place.clientWidth;
      if (wide === place.hasAttribute("tabindex")) return;
      if (!wide) {
        ["tabindex", "role", "aria-label"].forEach((name) => place.removeAttribute(name));
        return;
      }
      const heading = (place.closest("section") || document).querySelector("h2, h1");
      place.setAttribute("tabindex", "0");
      place.setAttribute("role", "region");
      place.setAttribute("aria-label", (heading ? heading.textContent.trim() : "Table") + ", scrolls sideways");
    });
  }

  /* Choices that search while one types (select2) take the name of the field that they stand for. */
  function nameChoices() {
    all("select.select2-hidden-accessible").forEach((select) => {
      const label = document.querySelector('label[for="' + select.id + '"]');
      const name = select.getAttribute("aria-label") || (label ? label.textContent.trim() : select.name);
      const box = select.nextElementSibling;
      if (!box) return;
      all('[role="combobox"], [role="textbox"], [role="searchbox"]', box).forEach((part) => {
        part.removeAttribute("aria-labelledby");
        part.setAttribute("aria-label", name);
      });
    });
    document.querySelectorAll(".select2-dropdown .select2-search__field").forEach((field) => field.setAttribute("aria-label", "Search"));
  }

  /* An open "Export" menu closes by Escape, by a click elsewhere, and once something in it was chosen. */
  function closeExportMenus() {
    const close = (but) => document.querySelectorAll("details.export-menu[open]").forEach((menu) => { if (menu !== but) menu.open = false; });
    document.addEventListener("click", (event) => close(event.target.closest("a") ? null : event.target.closest("details.export-menu")));
    document.addEventListener("keydown", (event) => {
      const menu = event.key === "Escape" && event.target.closest && event.target.closest("details.export-menu[open]");
      if (!menu) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  /* A newcomer's time zone is most likely that of their machine. */
  function ownZone() {
    all("[data-own-zone]").forEach((field) => { if (field.value === "UTC") field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC"; });
  }

  document.addEventListener("DOMContentLoaded", () => {
    ownZone();
    readStatements();
    walkRows();
    tickBoxes();
    enterPressesOwnButton();
    keepDrafts();
    markWords();
    tellSeen();
    watchBacklog();
    tryReading();
    reachMenus();
    reachScrollers();
    window.addEventListener("resize", reachScrollers);
    document.addEventListener("desk:fresh", reachScrollers);
    closeExportMenus();
    const query = window.django && window.django.jQuery;
    if (query) query(nameChoices).on("select2:open", () => setTimeout(nameChoices, 0)); // after what makes the boxes, which asked earlier
  });
})();
