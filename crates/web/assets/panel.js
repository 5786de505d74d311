// Opens what is chosen in the text in the panel without loading the page anew. Without this file
// the same links load the page with the panel filled.
(() => {
  const chooser = document.querySelector("[data-chooser]").dataset.chooser;
  const open = async (address, push) => {
    const url = new URL(address, location.href);
    const fragment = new URL(url);
    fragment.searchParams.set("part", "panel");
    const answer = await fetch(fragment, { headers: { Accept: "text/html" } });
    if (!answer.ok) {
      location.assign(url);
      return;
    }
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const panel = parsed.querySelector("[data-panel]");
    document.querySelector("[data-panel]").replaceWith(panel);
    const chosen = url.searchParams.get(chooser);
    for (const mark of document.querySelectorAll(".reading-text a[data-choice]")) {
      if (mark.dataset.choice === chosen) mark.setAttribute("aria-current", "true");
      else mark.removeAttribute("aria-current");
    }
    // On a phone the panel lies over the text; what was chosen must stay in sight.
    const mark = document.querySelector(".reading-text a[data-choice][aria-current]");
    const covers = getComputedStyle(panel).position === "fixed";
    if (mark) {
      const { top, bottom } = mark.getBoundingClientRect();
      const edge = covers ? panel.getBoundingClientRect().top : innerHeight;
      if (top < 0 || bottom > edge) mark.scrollIntoView({ block: covers ? "start" : "center" });
    }
    // Links to this same page on another day or in another language keep what is open.
    for (const link of document.querySelectorAll("a[data-same-page]")) {
      const same = new URL(link.href);
      if (chosen) same.searchParams.set(chooser, chosen);
      else same.searchParams.delete(chooser);
      link.href = same;
    }
    if (push) history.pushState(null, "", url);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-choice], a[data-close]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !plain) return;
    event.preventDefault();
    const back = link.matches("[data-close]") ? new URL(link.href).hash : "";
    // Who goes through the text with the panel's own links stays on them.
    const again = ["[data-next]", "[data-previous]"].find((name) => link.matches(name));
    open(link.href, true).then(() => {
      if (back) document.querySelector(back)?.focus();
      if (again) document.querySelector(again)?.focus();
    });
  });
  window.addEventListener("popstate", () => open(location.href, false));
})();
