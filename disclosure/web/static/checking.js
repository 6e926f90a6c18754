// While somebody types into a file, the server says what is wrong with it; without this script it says so on saving.
"use strict";
(() => {
  const PAUSE = 600;
  const form = document.querySelector("form[data-check]");
  const told = document.getElementById("checked");
  let waiting = 0;
  let asked = 0;

  async function check() {
    const mine = ++asked;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.dataset.check, { method: "POST", body, redirect: "error" });
      if (!answer.ok || mine !== asked) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      told.replaceChildren(...fresh.body.childNodes);
    } catch { /* saving checks again */ }
  }

  form.elements.text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(check, PAUSE);
  });
})();
