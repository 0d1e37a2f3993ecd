// Where the code in the branch leads: the ticket of this browser is checked in.

import { make } from "./elements.js";
import { $, ask, book, myTickets, word } from "./phone.js";

const code = new URLSearchParams(location.search).get("code") ?? "";
const ticket = myTickets().find(({ branch }) => branch === book.subject);

function say(...parts) {
  $("main").replaceChildren(make("section", { class: "card words" }, ...parts));
}

if (ticket && code) {
  say(make("strong", {}, word("phone_checking_in")));
  const answer = await ask(`/api/ticket/${ticket.link}/check-in`, { code });
  if (answer.ok) {
    location.replace(`/t/${ticket.link}`);
  } else {
    say(make("strong", {}, answer.words ?? word("phone_no_connection")),
      make("a", { class: "button", href: `/t/${ticket.link}` }, word("phone_my_number")));
  }
} else {
  say(make("strong", {}, word("phone_no_number_here")),
    make("p", {}, word("phone_no_number_advice")),
    make("a", { class: "button primary", href: `/o/${book.subject}` }, word("phone_join")));
}
