import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadSession } from "#sessions/web";
import { App } from "./routes.tsx";

void loadSession();

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
