// A form with a file field is sent from here, so that the files are still chosen in a form that comes back; without this
// script the browser sends it, and they have to be chosen again.
"use strict";
(() => {
  const chosen = new Map(); // by the name of their field; signing in anew lies between two forms that have it
  const note = document.createElement("p");
  const SAFE = "填写的内容和所选的文件都还在。";
  let sending = false;

  function say(form, role, text) {
    note.remove(); // what is put in anew is read out
    note.className = role === "alert" ? "refusal" : "note";
    note.setAttribute("role", role);
    note.textContent = text;
    form.append(note);
    if (role === "alert") focus(note);
  }

  function focus(part) {
    part.tabIndex = -1;
    part.focus();
  }

  const names = (files) => files.map((file) => file.name).join("、");

  function tooLarge(form) {
    for (const { dataset, files } of form.querySelectorAll("input[data-most]")) {
      const size = [...files].reduce((sum, file) => sum + file.size, 0);
      if (size <= Number(dataset.most)) continue;
      const [is, most] = [Math.ceil(size / 1e6), Math.floor(dataset.most / 1e6)];
      return `没有提交：${names([...files])} 共 ${is} MB，超过上限 ${most} MB。换较小的文件后再提交；填写的内容都还在。`;
    }
    return "";
  }

  function putBack(field) {
    const files = chosen.get(field.name) ?? [];
    const told = document.getElementById(`a-${field.name}`);
    if (field.getAttribute("aria-invalid") === "true") {
      if (files.length) told.append(`刚才选的是：${names(files)}。`);
      chosen.delete(field.name);
      return;
    }
    const list = new DataTransfer();
    for (const file of files) list.items.add(file);
    field.files = list.files;
    told.textContent = files.length ? `已选的文件还在：${names(files)}。` : "";
  }

  function show(page) {
    document.title = page.title;
    document.body.replaceChildren(...page.body.childNodes);
    document.querySelectorAll("input[type=file]").forEach(putBack);
    const main = document.querySelector("main");
    focus(main.querySelector("[role=alert]") ?? main.querySelector("[role=status]") ?? main.querySelector("h1"));
    // Such a page stands under no address: whoever leaves it cannot come back.
    if (main.querySelector("[data-once]")) addEventListener("beforeunload", (event) => event.preventDefault());
  }

  async function send(form, button) {
    const body = new FormData(form);
    if (button?.name) body.append(button.name, button.value);
    for (const field of form.querySelectorAll("input[type=file]")) chosen.set(field.name, [...field.files]);
    say(form, "status", "正在提交……");
    try {
      const to = button?.getAttribute("formaction") ?? form.getAttribute("action");
      const answer = await fetch(to, { method: "POST", body });
      if (answer.redirected) return location.assign(answer.url);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector(answer.ok ? "main" : "main form")) return show(page);
      say(form, "alert", `${page.querySelector("main p")?.textContent ?? `没有提交：服务器答复 ${answer.status}。`}${SAFE}`);
    } catch {
      const why = "没有收到答复：网络不通，或者所选的文件已被改动、移走。";
      say(form, "alert", `${why}${SAFE}稍后再提交一次；同一张表单只办一次。`);
    }
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.closest("main")) return;
    event.preventDefault();
    if (sending) return;
    const why = tooLarge(form);
    if (why) return say(form, "alert", why);
    sending = true;
    await send(form, event.submitter).finally(() => { sending = false; });
  });
})();
