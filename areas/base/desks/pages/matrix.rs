//! The priority matrix of a desk.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;
use rules::priority::{Level, Matrix, Priority};
use serde::Deserialize;
use web::error::{AppError, FieldError};
use web::extract::{Form, Query};
use web::i18n::{Locale, t};

use super::{Done, Refused, all_desks, chosen_desk, here, refused, shown, shown_again};
use crate::app::App;
use crate::ctx::Ctx;
use crate::desks::model::Desk;
use crate::desks::views::kit::Answer;
use crate::desks::views::matrix::{self as views, cell};
use crate::desks::{actions, store};
use crate::frame::SettingsPage;
use crate::people::{Staff, policy::Act};

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    desk: Option<i64>,
}

/// Nine cells: `impact_urgency`, each the number of a priority.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct MatrixForm {
    desk: i64,
    #[serde(default)]
    version: Option<i64>,
    #[serde(default)]
    then: Option<String>,
    high_high: String,
    high_medium: String,
    high_low: String,
    medium_high: String,
    medium_medium: String,
    medium_low: String,
    low_high: String,
    low_medium: String,
    low_low: String,
}

impl MatrixForm {
    /// The matrix that was chosen; a cell that holds no priority is a fault.
    fn read(&self, locale: Locale) -> Result<Matrix, AppError> {
        if self.then.as_deref() == Some("default") {
            return Ok(Matrix::default());
        }
        let mut faults = Vec::new();
        let mut of = |text: &str, impact: Level, urgency: Level| {
            let priority = text.parse().ok().and_then(Priority::from_code);
            priority.unwrap_or_else(|| {
                let message = t(locale, "desks-error-priority");
                faults.push(FieldError::new(cell(impact, urgency), "priority", message));
                Matrix::default().get(impact, urgency)
            })
        };
        use Level::{High, Low, Medium};
        let matrix = Matrix([
            [
                of(&self.high_high, High, High),
                of(&self.high_medium, High, Medium),
                of(&self.high_low, High, Low),
            ],
            [
                of(&self.medium_high, Medium, High),
                of(&self.medium_medium, Medium, Medium),
                of(&self.medium_low, Medium, Low),
            ],
            [of(&self.low_high, Low, High), of(&self.low_medium, Low, Medium), of(&self.low_low, Low, Low)],
        ]);
        if faults.is_empty() { Ok(matrix) } else { Err(AppError::Invalid(faults)) }
    }
}

async fn stored(app: &App, desk: i64) -> Result<Matrix, AppError> {
    app.db.read(move |r| Ok(store::matrix(r, desk)?)).await
}

fn page(
    app: &App,
    cx: &Ctx,
    (desks, desk): (&[Desk], &Desk),
    version: i64,
    matrix: &Matrix,
    answer: &Answer,
) -> Result<Markup, AppError> {
    let here = here(cx, SettingsPage::Matrix, Act::ManageDesk(desk.id))?;
    let body = views::editor(&here, desks, desk, version, matrix, answer);
    Ok(shown(app, cx, SettingsPage::Matrix, &t(cx.locale, "desks-matrix-title"), &body))
}

pub(super) async fn show(
    State(app): State<App>,
    Staff(cx): Staff,
    Query(asked): Query<Asked>,
    Query(done): Query<Done>,
) -> Result<Markup, AppError> {
    let desks = all_desks(&app).await?;
    let desk = chosen_desk(&cx, &desks, asked.desk)?;
    let matrix = stored(&app, desk.id).await?;
    page(&app, &cx, (&desks, &desk), desk.version, &matrix, &Answer::done(done.key()))
}

pub(super) async fn change(
    State(app): State<App>,
    Staff(cx): Staff,
    Form(form): Form<MatrixForm>,
) -> Result<Response, AppError> {
    let (desk_id, version) = (form.desk, form.version);
    let typed = form.read(cx.locale);
    let outcome = match typed.clone() {
        Ok(matrix) => {
            let cx = cx.clone();
            app.db.write(move |tx| actions::set_matrix(tx, &cx, desk_id, version, matrix)).await
        }
        Err(error) => Err(error),
    };
    let Err(error) = outcome else {
        return Ok(Redirect::to(&format!("/settings/matrix?desk={desk_id}&done=saved")).into_response());
    };
    let refused = refused(error)?;
    let desks = all_desks(&app).await?;
    let desk = chosen_desk(&cx, &desks, Some(desk_id))?;
    let now = stored(&app, desk_id).await?;
    let matrix = typed.unwrap_or(now);
    let answer = match &refused {
        Refused::Faults(faults) => Answer::faults(faults.clone()),
        Refused::Meanwhile => Answer::meanwhile(views::pairs(cx.locale, &now, &matrix)),
    };
    let page = page(&app, &cx, (&desks, &desk), desk.version, &matrix, &answer)?;
    Ok(shown_again(&refused, page))
}
