// Lists of rows (data-rows): adds a row without asking the server, and moves rows up and down. Without this script a
// row is added by the server and the order is typed as numbers.
(() => {
  const total = (table) => table.querySelector("[name$=-TOTAL_FORMS]");
  const rowsOf = (table) => Array.from(table.querySelectorAll("[data-row]"));

  const number = (table) => {
    rowsOf(table).forEach((row, at) => {
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

  const equip = (table, row) => {
    const place = row.querySelector(".row-card-order");
    const move = (step) => (event) => {
      const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (step < 0) other.before(row);
      else other.after(row);
      number(table);
      table.dispatchEvent(new Event("change", { bubbles: true }));
      event.currentTarget.focus();
    };
    place.classList.add("visually-hidden");
    place.before(button(table.dataset.sayUp, move(-1)), button(table.dataset.sayDown, move(1)));
  };

  for (const table of document.querySelectorAll("[data-rows]")) {
    const list = table.querySelector("[data-rows-list]");
    // A list that came back with something to mend stands in the order of its fields, not in the order chosen.
    const place = (row) => Number(row.querySelector("[name$=-ORDER]").value) || Infinity;
    rowsOf(table).sort((one, other) => place(one) === place(other) ? 0 : place(one) - place(other)).forEach((row) => list.append(row));
    rowsOf(table).forEach((row) => equip(table, row));
    number(table);
    table.querySelector("[data-rows-add]").addEventListener("click", (event) => {
      event.preventDefault();
      const at = Number(total(table).value);
      const blank = table.querySelector("[data-rows-blank]").innerHTML.replaceAll("__prefix__", String(at));
      list.insertAdjacentHTML("beforeend", blank);
      total(table).value = at + 1;
      const row = list.lastElementChild;
      equip(table, row);
      number(table);
      row.querySelector("input:not([type=hidden])").focus();
    });
  }
})();
