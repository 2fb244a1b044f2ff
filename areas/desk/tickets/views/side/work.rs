//! Tasks and time spent, beside a ticket.

use jiff::SignedDuration;
use maud::{Markup, html};
use web::{
    components::{Avatar, Button, Tone, badge, icon_s},
    fmt, t,
};

use super::{Here, head, remove};
use crate::tickets::model::Task;
use crate::tickets::views::wall;

/// What there is to do.
pub(super) fn tasks(here: Here<'_>) -> Markup {
    let sheet = here.sheet;
    let done = sheet.tasks.iter().filter(|task| task.done_at.is_some()).count();
    html! {
        section class="card" id="t-tasks" {
            header {
                h2 { (here.t("tickets-tasks")) }
                @if !sheet.tasks.is_empty() { span class="small muted" { (t!(here.locale(), "tickets-tasks-done", done = done, all = sheet.tasks.len())) } }
            }
            div class="body flush" {
                @if !sheet.tasks.is_empty() { ul class="items tasks" { @for one in &sheet.tasks { (task(here, one)) } } }
                @if sheet.may_work() { (add(here)) }
            }
        }
    }
}

fn task(here: Here<'_>, task: &Task) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    let done = task.done_at.is_some();
    let late = !done && task.due_at.is_some_and(|due| due < here.cx.now);
    let tick = t!(
        locale,
        if done { "tickets-task-untick" } else { "tickets-task-tick" },
        title = task.title.as_str()
    );
    let who = |id: i64| head::avatar(here, Some(id), sheet.name(id));
    html! {
        li {
            @if sheet.may_work() {
                (here.small_form(&format!("/tasks/{}", task.id), "press", &html! {
                    input type="hidden" name="version" value=(task.version);
                    input type="hidden" name="done" value=(!done);
                    button class="btn quiet sm icon" type="submit" aria-pressed=(done) aria-label=(tick) { (icon_s(if done { "check" } else { "task" })) }
                }))
            } @else {
                (icon_s(if done { "check" } else { "task" }))
            }
            span class="t" {
                @if done { s { (task.title) } } @else { (task.title) }
                @if let Some(due) = task.due_at {
                    small { (here.t("tickets-task-due")) " " (here.moment(due)) @if late { " " (badge(Tone::Late, &here.t("tickets-task-late"))) } }
                }
            }
            @match task.assignee_id { Some(id) => (who(id)), None => (Avatar::Nobody.small(locale)) }
            @if sheet.may_work() { (change(here, task)) }
        }
    }
}

/// A task's own form, folded away.
fn change(here: Here<'_>, task: &Task) -> Markup {
    let id = task.id;
    html! {
        details class="add" {
            summary class="btn quiet sm icon" aria-label=(t!(here.locale(), "tickets-task-edit", title = task.title.as_str())) { (icon_s("pencil")) }
            (here.small_form(&format!("/tasks/{id}"), "stack", &html! {
                input type="hidden" name="version" value=(task.version);
                input type="hidden" name="whole" value="true";
                (fields(here, &format!("task-{id}"), Some(task)))
                (Button::submit(here.t("tickets-save")).small())
            }))
            (remove(here, &format!("/tasks/{id}/remove"), &task.title))
        }
    }
}

fn fields(here: Here<'_>, id: &str, task: Option<&Task>) -> Markup {
    let assignee = task.and_then(|task| task.assignee_id);
    html! {
        label class="lbl" for={ (id) "-title" } { (here.t("tickets-field-task")) }
        input class="input" id={ (id) "-title" } name="title" required maxlength="250" value=(task.map(|task| task.title.as_str()).unwrap_or_default());
        label class="lbl" for={ (id) "-who" } { (here.t("tickets-field-assignee")) }
        select class="input" id={ (id) "-who" } name="assignee" {
            option value="" { (here.t("web-person-nobody")) }
            @for user in &here.sheet.staff { option value=(user.id) selected[assignee == Some(user.id)] { (user.name) } }
        }
        label class="lbl" for={ (id) "-due" } { (here.t("tickets-task-due")) }
        input class="input" type="datetime-local" id={ (id) "-due" } name="due" value=(wall(&here.zone(), task.and_then(|task| task.due_at)));
    }
}

fn add(here: Here<'_>) -> Markup {
    html! {
        details class="add" {
            summary class="btn quiet sm" { (icon_s("plus")) (here.t("tickets-add-task")) }
            (here.small_form("/tasks", "stack body", &html! { (fields(here, "task-new", None)) (Button::submit(here.t("tickets-do-add")).small()) }))
        }
    }
}

/// Time spent, and the form that writes more down.
pub(super) fn time(here: Here<'_>) -> Markup {
    let (locale, sheet) = (here.locale(), here.sheet);
    let minutes: i64 = sheet.work.iter().map(|entry| entry.minutes).sum();
    let today = here.cx.now.to_zoned(here.zone()).date();
    html! {
        @if !sheet.work.is_empty() || sheet.may_work() {
            section class="card" {
                header { h2 { (here.t("tickets-time")) } span class="small muted" { (fmt::duration(locale, SignedDuration::from_mins(minutes))) } }
                div class="body flush" {
                    @if !sheet.work.is_empty() {
                        ul class="items" {
                            @for entry in sheet.work.iter().rev().take(5) {
                                li {
                                    (head::avatar(here, Some(entry.user_id), sheet.name(entry.user_id)))
                                    span class="t" {
                                        (fmt::duration(locale, SignedDuration::from_mins(entry.minutes))) " " (entry.note)
                                        small { (entry.worked_on.parse().map_or_else(|_| entry.worked_on.clone(), |day| fmt::date(locale, day))) }
                                    }
                                }
                            }
                        }
                    }
                    @if sheet.may_work() {
                        details class="add" {
                            summary class="btn quiet sm" { (icon_s("plus")) (here.t("tickets-add-time")) }
                            (here.small_form("/work", "stack body", &html! {
                                label class="lbl" for="s-minutes" { (here.t("tickets-field-minutes")) }
                                input class="input" type="number" id="s-minutes" name="minutes" min="1" max="1440" required;
                                label class="lbl" for="s-on" { (here.t("tickets-field-worked-on")) }
                                input class="input" type="date" id="s-on" name="on" required value=(today.to_string());
                                label class="lbl" for="s-note" { (here.t("tickets-field-note")) }
                                input class="input" id="s-note" name="note" maxlength="500";
                                (Button::submit(here.t("tickets-do-log")).small())
                            }))
                        }
                    }
                }
            }
        }
    }
}
