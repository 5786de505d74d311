// Forms on a bad network, and where the device is. Without this file the same forms work as forms do.
(() => {
  // A form is sent again and again until an answer comes; the city takes it once.
  const RETRY_MS = 5000;
  const tell = (form, words) => {
    let line = form.querySelector("[data-told]");
    if (!line) {
      line = document.createElement("p");
      line.dataset.told = "";
      line.setAttribute("role", "status");
      form.append(line);
    }
    line.textContent = words;
  };
  const untilOnline = () =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, RETRY_MS);
      addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
    });
  const send = async (form, body) => {
    for (;;) {
      try {
        return await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
      } catch {
        tell(form, form.dataset.waiting);
        await untilOnline();
      }
    }
  };
  for (const form of document.querySelectorAll("form[data-send]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.dataset.busy) return;
      form.dataset.busy = "true";
      tell(form, form.dataset.sending);
      const answer = await send(form, new FormData(form));
      if (answer.redirected) {
        location.assign(answer.url);
        return;
      }
      // A refusal: its page takes the place of this one, and the files stay chosen.
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const alert = page.querySelector("[role=alert]");
      if (!alert) {
        document.documentElement.replaceWith(page.documentElement);
        return;
      }
      document.querySelector("[role=alert]")?.remove();
      document.querySelector("h1").after(alert);
      alert.scrollIntoView({ block: "center" });
      tell(form, "");
      delete form.dataset.busy;
    });
  }
  for (const input of document.querySelectorAll("input[data-point]")) {
    if (!navigator.geolocation || !isSecureContext) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = input.dataset.here;
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    button.addEventListener("click", () => {
      line.textContent = input.dataset.finding;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          input.value = `${coords.longitude.toFixed(6)},${coords.latitude.toFixed(6)}`;
          line.textContent = "";
        },
        () => (line.textContent = input.dataset.failed),
        { enableHighAccuracy: true, timeout: 20000 },
      );
    });
    input.after(button, line);
  }
})();
