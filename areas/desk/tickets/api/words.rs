//! The closed vocabularies of `rules`, described for OpenAPI: `rules` knows nothing of HTTP.
#![expect(dead_code, reason = "only described")]

use utoipa::ToSchema;

/// What a ticket is.
#[derive(ToSchema)]
#[schema(as = TicketKind, rename_all = "snake_case")]
pub(crate) enum KindWord {
    /// An unplanned interruption or loss of quality of a service.
    Incident,
    /// Something a user wants, with nothing broken.
    Request,
    /// The cause behind incidents.
    Problem,
    /// A change to services.
    Change,
}

/// Where a ticket stands.
#[derive(ToSchema)]
#[schema(as = TicketState, rename_all = "snake_case")]
pub(crate) enum StateWord {
    /// Recorded, not yet looked at.
    New,
    /// Category, impact and urgency are confirmed.
    Qualified,
    /// A person has it.
    Assigned,
    /// That person works on it.
    InProgress,
    /// Work waits on someone else.
    Pending,
    /// Service is restored; the requester is asked.
    Resolved,
    /// Validated.
    Closed,
    /// Withdrawn, mistaken or a duplicate.
    Cancelled,
}

/// Whom a pending ticket waits for.
#[derive(ToSchema)]
#[schema(as = PendingOn, rename_all = "snake_case")]
pub(crate) enum PendingOnWord {
    /// The requester.
    User,
    /// A provider.
    Provider,
    /// A change.
    Change,
    /// Anything else.
    Other,
}

/// How far the harm reaches, or how soon it hurts.
#[derive(ToSchema)]
#[schema(as = Level, rename_all = "snake_case")]
pub(crate) enum LevelWord {
    /// All users or a core service; now.
    High,
    /// A team; soon.
    Medium,
    /// One or a few users; it can wait.
    Low,
}

/// The order of work.
#[derive(ToSchema)]
#[schema(as = Priority)]
pub(crate) enum PriorityWord {
    /// Critical.
    P1,
    /// High.
    P2,
    /// Medium.
    P3,
    /// Low.
    P4,
    /// Planned.
    P5,
}

/// How bad the fault is in itself.
#[derive(ToSchema)]
#[schema(as = Severity, rename_all = "snake_case")]
pub(crate) enum SeverityWord {
    /// The service is lost.
    Critical,
    /// A main function is lost.
    High,
    /// A function is degraded.
    Medium,
    /// A minor fault.
    Low,
}

/// How a ticket came in.
#[derive(ToSchema)]
#[schema(as = Channel, rename_all = "snake_case")]
pub(crate) enum ChannelWord {
    /// The portal.
    Portal,
    /// E-mail.
    Email,
    /// Telephone.
    Phone,
    /// An alert.
    Monitoring,
    /// The API.
    Api,
    /// Chat.
    Chat,
    /// In person.
    InPerson,
    /// Another tool's history.
    Import,
}
