// Lets a file be dropped anywhere on the form: it goes into the file input, as if it had been chosen there.
"use strict";

const form = document.getElementById("verify");
const input = document.getElementById("file");
const told = document.getElementById("dropped");

function say() {
  told.textContent = input.files.length ? `Ready to check: ${input.files[0].name}` : "";
}

for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
}
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const file = event.dataTransfer.files[0];
  if (file) {
    const one = new DataTransfer();
    one.items.add(file);
    input.files = one.files;
    say();
  }
});
input.addEventListener("change", say);
