import "server-only";
import { z } from "zod";
import { type ApiRoute, defineRoute } from "../entry";
import { pageFields } from "../kernel/page";
import { ok } from "../kernel/result";
import { jobKinds, jobRejectionSchema, jobSchema, jobStatuses } from "./job-view";
import * as commands from "./server";

const params = z.strictObject({ id: z.string() });
const page = {
  ...pageFields,
};
const jobsQuery = z.strictObject({
  ...page,
  campaign: z.string().max(60).optional(),
  kind: z.enum(jobKinds, { message: `must be one of ${jobKinds.join(", ")}` }).optional(),
  status: z.enum(jobStatuses, { message: `must be one of ${jobStatuses.join(", ")}` }).optional(),
});
const tag = "jobs";
const answers = { 200: { description: "The job", schema: jobSchema } };

/** Long work, machine to machine: how far it is, and stopping it. */
export const jobRoutes: ApiRoute[] = [
  defineRoute({
    method: "get",
    path: "/api/v1/jobs",
    id: "listJobs",
    tag,
    summary: "Jobs, the newest first",
    scope: "read",
    query: jobsQuery,
    answers: {
      200: {
        description: "A page of jobs",
        schema: z.object({ data: z.array(jobSchema), nextCursor: z.string().nullable() }),
      },
    },
    handle: async ({ actor, query }) => {
      const jobs = await commands.listJobs(actor, query);
      return jobs.ok ? ok({ status: 200, body: jobs.value }) : jobs;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/jobs/{id}",
    id: "getJob",
    tag,
    summary: "How far a job is",
    scope: "read",
    params,
    answers,
    refusals: ["not_found"],
    handle: async ({ actor, params: { id } }) => {
      const job = await commands.getJob(actor, id);
      return job.ok ? ok({ status: 200, body: job.value }) : job;
    },
  }),
  defineRoute({
    method: "get",
    path: "/api/v1/jobs/{id}/rejections",
    id: "listJobRejections",
    tag,
    summary: "The rows of an import that were refused, and why",
    scope: "read",
    params,
    query: z.strictObject(page),
    answers: {
      200: {
        description: "A page of refused rows",
        schema: z.object({ data: z.array(jobRejectionSchema), nextCursor: z.string().nullable() }),
      },
    },
    refusals: ["not_found"],
    handle: async ({ actor, params: { id }, query }) => {
      const rejections = await commands.listJobRejections(actor, id, query);
      return rejections.ok ? ok({ status: 200, body: rejections.value }) : rejections;
    },
  }),
  defineRoute({
    method: "post",
    path: "/api/v1/jobs/{id}/cancel",
    id: "cancelJob",
    tag,
    summary: "Stop a job after the batch under way; what was done stays, and what is over stays over",
    scope: "campaigns:write",
    params,
    body: z.strictObject({}),
    idempotency: true,
    answers,
    refusals: ["not_found"],
    handle: async ({ actor, params: { id } }) => {
      const job = await commands.cancelJob(actor, id);
      return job.ok ? ok({ status: 200, body: job.value }) : job;
    },
  }),
];
