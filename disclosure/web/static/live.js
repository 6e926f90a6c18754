// The parts of a page marked data-live are read again every few seconds, as the server makes them; without this
// script the page is the same page, only not renewed.
"use strict";
(() => {
  const EVERY = 5000;
  const age = document.querySelector("[data-age]");
  let seen = Date.now();

  async function renew() {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Refresh": "1" }, redirect: "error" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-live]")) {
        const other = fresh.getElementById(part.id);
        const busy = part.contains(document.activeElement) && document.activeElement !== document.body;
        if (other && !busy && other.innerHTML !== part.innerHTML) part.innerHTML = other.innerHTML;
      }
      seen = Date.now();
    } catch { /* the next turn tries again; the age says how old the page is */ }
  }

  function tell() {
    if (age) age.textContent = `${Math.round((Date.now() - seen) / 1000)} 秒前的数`;
  }

  setInterval(renew, EVERY);
  setInterval(tell, 1000);
  tell();
})();
