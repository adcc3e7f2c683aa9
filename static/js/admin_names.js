// select2 draws its own boxes in place of a list: they take over the name of the list they stand for.
"use strict";

(function () {
  function nameOf(select) {
    const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    return select.getAttribute("aria-label") || (label ? label.textContent.replace(/[::]\s*$/, "").trim() : "");
  }

  function nameBoxes(root) {
    root.querySelectorAll("select.admin-autocomplete").forEach((select) => {
      const container = select.nextElementSibling;
      if (!container || !container.classList.contains("select2")) return;
      const name = nameOf(select);
      container.querySelectorAll(".select2-selection").forEach((box) => {
        const shown = box.querySelector(".select2-selection__rendered");
        box.removeAttribute("aria-labelledby");
        box.setAttribute("aria-label", shown && shown.title ? `${name} ${shown.title}` : name);
        if (shown) {
          shown.removeAttribute("role");
          shown.removeAttribute("aria-readonly");
        }
      });
    });
  }

  function nameLater() {
    window.setTimeout(() => nameBoxes(document), 0);
  }

  document.addEventListener("DOMContentLoaded", () => {
    nameLater();
    const $ = window.django && window.django.jQuery;
    if (!$) return;
    $(document).on("select2:open", (event) => {
      const field = document.querySelector(".select2-container--open .select2-search__field");
      if (field) field.setAttribute("aria-label", `${nameOf(event.target)}を探す`);
      const list = document.querySelector(".select2-container--open .select2-results__options");
      if (list) list.setAttribute("aria-label", `${nameOf(event.target)}の候補`);
    });
    $(document).on("change", "select.admin-autocomplete", nameLater);
  });
  document.addEventListener("formset:added", nameLater);
})();
