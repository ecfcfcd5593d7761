/* Single keys: whatever carries data-key is pressed by that key, and "?" lists what there is on the page. They can be switched off. */
"use strict";

(function () {
  const OFF = "desk-single-keys-off";
  const GENERAL = [
    ["/", "Search everything"],
    ["?", "Show or hide this list"],
    ["Esc", "Leave a field, close what is open"],
    ["Ctrl Enter", "Send the form you are typing in"],
    ["g h", "Home"],
    ["g q", "Review queue"],
    ["g c", "Claims"],
    ["g r", "Reports"],
    ["g a", "Add a report"],
  ];
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const typing = (target) => target.closest("input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select, [contenteditable]");
  const off = () => localStorage.getItem(OFF) === "1";
  const seen = (one) => !one.disabled && one.getClientRects().length > 0;

  /* Of several things under one key: the one in what is worked on, else in what has the focus, else the first that can be seen. */
  function under(key) {
    const found = all("[data-key]").filter((one) => one.dataset.key === key && seen(one));
    const current = document.querySelector("[data-current]");
    return found.find((one) => current && current.contains(one)) || found.find((one) => one.parentElement.closest(":focus-within")) || found[0];
  }

  function press(one) {
    if (one.matches("input[type=radio]")) {
      const group = all('input[type=radio][name="' + one.name + '"]', one.form);
      (group.find((other) => other.checked) || one).focus();
    } else if (one.matches("input, textarea, select")) one.focus();
    else one.click();
  }

  /* ---- the list of keys */
  function line(list, keys, words) {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    keys.split(" ").forEach((key) => {
      const kbd = document.createElement("kbd");
      kbd.textContent = key;
      term.append(kbd, " ");
    });
    const said = document.createElement("dd");
    said.textContent = words;
    row.append(term, said);
    list.append(row);
  }

  function dialog() {
    let box = document.getElementById("desk-keys");
    if (!box) {
      box = document.createElement("dialog");
      box.id = "desk-keys";
      box.className = "desk keys";
      box.setAttribute("aria-labelledby", "desk-keys-title");
      document.body.append(box);
      box.addEventListener("click", (event) => {
        if (event.target === box || event.target.closest("[data-close]")) box.close();
      });
      box.addEventListener("change", (event) => {
        if (event.target.matches("[data-single-keys]")) localStorage.setItem(OFF, event.target.checked ? "0" : "1");
      });
    }
    box.innerHTML =
      '<header><h2 id="desk-keys-title">Keys</h2><button type="button" class="btn tiny" data-close>Close</button></header>' +
      '<dl></dl><label class="row"><input type="checkbox" data-single-keys> single keys are on</label>';
    box.querySelector("[data-single-keys]").checked = !off();
    const list = box.querySelector("dl");
    const told = new Set();
    all("[data-walk]").forEach((place) => place.dataset.walk.split(";").forEach((one) => line(list, ...one.split(":"))));
    all("[data-key]").forEach((one) => {
      if (told.has(one.dataset.key) || !seen(one)) return;
      told.add(one.dataset.key);
      line(list, one.dataset.key, one.dataset.keyName || one.textContent.trim());
    });
    GENERAL.filter(([keys]) => !keys.startsWith("g ") || place(keys.slice(2))).forEach(([keys, words]) => line(list, keys, words));
    return box;
  }

  function toggle() {
    const box = document.getElementById("desk-keys");
    if (box && box.open) box.close();
    else dialog().showModal();
  }

  /* ---- going places: g, then a letter */
  const ENDINGS = { h: "/admin/", q: "/admin/queue/", c: "/admin/tracker/claim/", r: "/admin/tracker/report/", a: "/admin/add-report/" };
  const place = (letter) => all("#nav-sidebar a").find((link) => link.getAttribute("href") === ENDINGS[letter]);
  let going = 0;

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "?") {
      event.preventDefault();
      toggle();
      return;
    }
    if (off() || document.querySelector("dialog[open]")) return;
    if (going && Date.now() - going < 1500 && ENDINGS[event.key]) {
      going = 0;
      const link = place(event.key);
      if (link) link.click();
      return;
    }
    going = event.key === "g" ? Date.now() : 0;
    if (event.key === "/") {
      const box = document.querySelector("[data-search-all]");
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
      return;
    }
    const one = under(event.key);
    if (!one) return;
    event.preventDefault();
    press(one);
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-keys]")) toggle();
  });

  window.deskKeys = { off, typing };
})();
