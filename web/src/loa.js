// Small helps for every page. Nothing here is needed: pages work without it.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink,
  createAll, isSupported,
} from "govuk-frontend";
import { fillDate, printedFoot, today, tsv } from "./page.js";
import { COUNT, FILES, PASSWORD } from "./words.js";

// Folded content must not be hidden by styles while the script that opens it has not arrived, so the class is set here.
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("js-enabled", "govuk-frontend-supported");

if (isSupported()) {
  for (const component of [Button, Checkboxes, ErrorSummary, NotificationBanner, Radios, ServiceNavigation, SkipLink]) createAll(component);
  createAll(CharacterCount, { i18n: COUNT });
  createAll(FileUpload, { i18n: FILES });
  createAll(PasswordInput, { i18n: PASSWORD });
}

const every = (selector, act) => document.querySelectorAll(selector).forEach(act);

// "Hôm nay" and "Hôm qua" under a date of three fields: data-date-pick="NAME", data-days="0" or "-1".
every("[data-date-pick]", (button) => {
  button.addEventListener("click", () => fillDate(button.dataset.datePick, today(Number(button.dataset.days ?? 0))));
});

every("[data-print]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// A file that the server would refuse is told before it travels. Photos of a form that makes them small may be heavier.
every("input[type=file][data-most-mb]", (input) => {
  const fits = ({ size, type }) => size <= Number(input.dataset.mostMb) * 1_048_576 || (type.startsWith("image/") && "offline" in input.form.dataset);
  input.addEventListener("change", () => {
    const group = input.closest(".govuk-form-group");
    const heavy = [...input.files].find((file) => !fits(file));
    if (!heavy && input.files.length === 0) return;
    group.querySelector("[data-heavy]")?.remove();
    group.classList.toggle("govuk-form-group--error", Boolean(heavy));
    if (!heavy) return;
    const told = document.createElement("p");
    told.className = "govuk-error-message";
    told.dataset.heavy = "";
    told.setAttribute("role", "alert");
    told.textContent = `${heavy.name} nặng quá ${input.dataset.mostMb} MB. Mời chọn tệp nhẹ hơn.`;
    (input.closest(".govuk-file-upload-wrapper") ?? input).before(told);
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

// One tick for a whole list: data-select-all="NAME of the boxes".
every("[data-select-all]", (box) => {
  const others = () => [...(box.form ?? document).querySelectorAll("input[type=checkbox]")].filter((other) => other.name === box.dataset.selectAll);
  const show = () => {
    const ticked = others().filter((other) => other.checked).length;
    box.checked = ticked > 0 && ticked === others().length;
    box.indeterminate = ticked > 0 && !box.checked;
  };
  box.addEventListener("change", () => others().forEach((other) => { other.checked = box.checked; }));
  (box.form ?? document).addEventListener("change", (event) => { if (event.target !== box) show(); });
  show();
});

// A table of Word or Excel arrives as one line a row with tabs between the cells.
every("textarea[data-paste-table]", (area) => {
  area.addEventListener("paste", (event) => {
    const text = tsv(event.clipboardData?.getData("text/html") ?? "");
    if (!text) return;
    event.preventDefault();
    // The old command keeps "undo" working; where it is gone the text is put in by hand.
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
});

// An impatient second press sends nothing; going back, or waiting ten seconds, makes the form usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 10_000);
});
addEventListener("pageshow", () => every("form[data-sent]", (form) => delete form.dataset.sent));

every("[data-print-line]", printedFoot);
