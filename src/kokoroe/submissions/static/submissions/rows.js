// Lists of rows (data-rows): adds a row without asking the server, and moves rows up and down. Without this script a
// row is added by the server and the order is typed as numbers.
(() => {
  const total = (form) => form.querySelector("[name$=-TOTAL_FORMS]");
  const rowsOf = (form) => Array.from(form.querySelectorAll("[data-row]"));

  const number = (form) => {
    rowsOf(form).forEach((row, at) => {
      const order = row.querySelector("[name$=-ORDER]");
      if (order) order.value = at + 1;
      row.querySelector("[data-row-number]").textContent = at + 1;
      for (const mover of row.querySelectorAll("[data-mover]")) {
        mover.setAttribute("aria-label", `${row.querySelector("legend").textContent.trim()} ${mover.textContent}`);
      }
    });
  };

  const button = (word, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-quiet button-small";
    made.textContent = word;
    made.dataset.mover = "";
    made.addEventListener("click", act);
    return made;
  };

  const equip = (form, row) => {
    const place = row.querySelector(".row-card-order");
    const move = (step) => (event) => {
      const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (step < 0) other.before(row);
      else other.after(row);
      number(form);
      form.dispatchEvent(new Event("change", { bubbles: true }));
      event.currentTarget.focus();
    };
    place.classList.add("visually-hidden");
    place.before(button(form.dataset.sayUp, move(-1)), button(form.dataset.sayDown, move(1)));
  };

  for (const form of document.querySelectorAll("form[data-rows]")) {
    const list = form.querySelector("[data-rows-list]");
    // A list that came back with something to mend stands in the order of its fields, not in the order chosen.
    const place = (row) => Number(row.querySelector("[name$=-ORDER]").value) || Infinity;
    rowsOf(form).sort((one, other) => place(one) === place(other) ? 0 : place(one) - place(other)).forEach((row) => list.append(row));
    rowsOf(form).forEach((row) => equip(form, row));
    number(form);
    form.querySelector("[data-rows-add]").addEventListener("click", (event) => {
      event.preventDefault();
      const at = Number(total(form).value);
      const blank = form.querySelector("[data-rows-blank]").innerHTML.replaceAll("__prefix__", String(at));
      list.insertAdjacentHTML("beforeend", blank);
      total(form).value = at + 1;
      const row = list.lastElementChild;
      equip(form, row);
      number(form);
      row.querySelector("input:not([type=hidden])").focus();
    });
  }
})();
