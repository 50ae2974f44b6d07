import "server-only";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { flagServer, streamHub } from "../switch/server";

type Metrics = {
  registry: Registry;
  requests: Counter<"route" | "status">;
  seconds: Histogram<"route">;
};

function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: "sluice_requests_total",
    help: "Requests of the machine API answered, by route and status",
    labelNames: ["route", "status"],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "sluice_request_seconds",
    help: "Seconds from request to answer, by route; streams are not counted",
    labelNames: ["route"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  new Gauge({
    name: "sluice_flag_version",
    help: "Version of the flags that this process serves",
    registers: [registry],
    collect() {
      this.set(flagServer().health().version ?? 0);
    },
  });
  new Gauge({
    name: "sluice_flag_age_seconds",
    help: "Seconds since the database last confirmed the flags that this process serves",
    registers: [registry],
    collect() {
      this.set(flagServer().health().ageMs / 1000);
    },
  });
  new Gauge({
    name: "sluice_promotions_enabled",
    help: "1 while this process serves promotions-enabled as true",
    registers: [registry],
    collect() {
      const flag = flagServer()
        .current()
        ?.flags.find(({ key }) => key === "promotions-enabled");
      this.set(flag?.value === true ? 1 : 0);
    },
  });
  new Gauge({
    name: "sluice_flag_streams",
    help: "Event streams open on this process",
    registers: [registry],
    collect() {
      this.set(streamHub().size);
    },
  });
  return { registry, requests, seconds };
}

const held = globalThis as unknown as { sluiceMetrics?: Metrics };

/** The Prometheus metrics of this process. */
export function metrics(): Metrics {
  held.sluiceMetrics ??= createMetrics();
  return held.sluiceMetrics;
}
