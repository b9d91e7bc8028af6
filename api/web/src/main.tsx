import "@mantine/core/styles.css";
import "./frame/page.css";
import "./login/login.css";

import { createRoot } from "react-dom/client";

import { App } from "./frame/App";
import { startWords } from "./words/i18n";

const place = document.getElementById("page");
if (place === null) throw new Error("an element #page was wanted in index.html, got none");
await startWords();
createRoot(place).render(<App />);
