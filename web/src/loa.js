// Small helps for every page. Nothing here is needed: pages work without it.
import { Button, CharacterCount, Checkboxes, ErrorSummary, Radios, SkipLink, createAll, isSupported } from "govuk-frontend";

// Folded content must not be hidden by styles while the script that opens it has not arrived: the class is set here.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");

if (isSupported()) {
  for (const component of [Button, Checkboxes, ErrorSummary, Radios, SkipLink]) createAll(component);
  createAll(CharacterCount, {
    i18n: {
      charactersUnderLimit: { other: "Còn %{count} chữ cái" },
      charactersAtLimit: "Vừa hết số chữ cái",
      charactersOverLimit: { other: "Thừa %{count} chữ cái" },
    },
  });
}

// "Hôm nay", "Hôm qua": data-date-pick="ngay" data-date="2022-04-18" fills ngay-ngay, ngay-thang, ngay-nam.
for (const button of document.querySelectorAll("[data-date-pick]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const [year, month, day] = button.dataset.date.split("-");
    const name = button.dataset.datePick;
    for (const [part, value] of [["ngay", day], ["thang", month], ["nam", year]]) {
      const input = document.getElementById(`${name}-${part}`);
      if (input) input.value = value;
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// One tick for a whole list: data-tick-all="name".
for (const box of document.querySelectorAll("[data-tick-all]")) {
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.addEventListener("change", () => {
    for (const other of document.getElementsByName(box.dataset.tickAll)) other.checked = box.checked;
  });
}

// A form that was sent once is not sent again by an impatient second press; coming back makes it usable again.
for (const form of document.querySelectorAll("form[method=post]:not([data-offline])")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
