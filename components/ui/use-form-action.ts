"use client";

import { type FormEvent, startTransition, useActionState } from "react";

/**
 * useActionState for a form that must lose nothing: React empties a form when its action ends, so with JavaScript the
 * form is sent by hand; without it the browser posts it and the action's state comes back with the page.
 * Spread `form` on <form>.
 */
export function useFormAction<State>(
  action: (previous: Awaited<State>, form: FormData) => State | Promise<State>,
  initial: Awaited<State>,
) {
  const [state, dispatch, pending] = useActionState(action, initial);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (pending) return;
    const { submitter } = event.nativeEvent as SubmitEvent;
    const form = new FormData(event.currentTarget, submitter);
    startTransition(() => dispatch(form));
  }

  return { state, pending, form: { action: dispatch, onSubmit } };
}
