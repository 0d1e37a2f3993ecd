// The report of a day takes the place of this page: it is one that who has signed in may see.

import { get } from "./service_door.js";

const query = new URLSearchParams(location.search);
const answer = await get(`/api/days/${query.get("day") || "newest"}/report`, document.documentElement.lang);
if (answer.status === 401 || answer.status === 403) {
  location.replace(`/?lang=${document.documentElement.lang}`);
} else if (answer.ok) {
  const report = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.replaceChild(document.adoptNode(report.documentElement), document.documentElement);
} else {
  document.getElementById("said").textContent = (await answer.json()).words;
}
