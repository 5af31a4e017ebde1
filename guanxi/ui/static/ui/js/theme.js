// Theme and rail: what the member chose is kept in cookies that the server renders, so nothing flashes.
const year = 31536000;
const shell = document.querySelector(".shell");

function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${year}; SameSite=Lax${secure}`;
}

function choose(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-set]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
  }
  remember("theme", theme);
}

function fold(button) {
  const icons = shell.dataset.rail !== "icons";
  shell.dataset.rail = icons ? "icons" : "wide";
  button.setAttribute("aria-expanded", String(!icons));
  remember("rail", shell.dataset.rail);
}

function drawer(open) {
  const rail = document.getElementById("rail");
  if (!rail) return;
  rail.classList.toggle("is-open", open);
  const opener = document.querySelector("[data-rail-open]");
  opener?.setAttribute("aria-expanded", String(open));
  if (open) rail.querySelector("a")?.focus();
  else if (rail.contains(document.activeElement)) opener?.focus();
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-theme-set]");
  if (theme) choose(theme.dataset.themeSet);
  const folder = event.target.closest("[data-rail-fold]");
  if (folder && shell) fold(folder);
  const rail = document.getElementById("rail");
  if (event.target.closest("[data-rail-open]")) drawer(!rail.classList.contains("is-open"));
  else if (rail?.classList.contains("is-open") && !rail.contains(event.target)) drawer(false);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.querySelector(".rail.is-open")) drawer(false);
});

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const key of document.querySelectorAll("[data-mod]")) key.textContent = key.textContent.replace("Ctrl ", "⌘");
}

const offline = document.getElementById("offline");
if (offline) {
  const show = () => {
    offline.hidden = navigator.onLine;
  };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}
