import type { MetadataRoute } from "next";

/** Installed on a phone, Sluice opens where the thumb is. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: "/pause",
    name: "Sluice: pause promotions",
    short_name: "Sluice",
    description: "Pause every promotion in one click, and see that it took effect.",
    start_url: "/pause",
    scope: "/",
    display: "standalone",
    background_color: "#f6f7f7",
    theme_color: "#0b7570",
    icons: [
      { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icon-maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
    shortcuts: [
      { name: "Pause promotions", url: "/pause" },
      { name: "Overview", url: "/" },
    ],
  };
}
