//! People and their rights: users, organisations, teams, roles, sessions, API tokens, sign-in, and THE policy.
//!
//! Tables: `users`, `user_words`, `organisations`, `teams`, `team_members`, `user_roles`, `sessions`, `api_tokens`,
//! `single_use_links`, `sign_in_failures`, `idempotency_keys`, `notifications`, `notice_preferences`.
//!
//! Journal: `user.*`, `role.*`, `team.*`, `organisation.*`, in the streams of those they are about. Sessions,
//! notifications and failed sign-ins are not history and stand apart (product.md §2.6).
//!
//! A handler takes one of the extractors [`Staff`], [`Person`], [`ApiCaller`], [`Maybe`], which load who asks in one
//! read. Lists of people go through [`reach`], the walls between organisations (product.md §15.2).

mod actions;
mod actor;
mod api;
mod check;
mod extract;
pub mod idempotency;
mod model;
mod notice;
mod pages;
mod password;
pub mod policy;
mod reads;
mod store;
mod views;
mod work;

pub use actions::{
    links::{LinkFault, UseLinkError, issue_link, open_link, use_link},
    notices::{choose_notices, mark_mailed, mark_read, notify},
    organisations::{archive_organisation, create_organisation, update_organisation},
    profile::{change_password, set_look, update_profile},
    roles::{grant_role, revoke_role},
    sessions::{revoke_session, revoke_sessions, sign_out},
    sign_in::{Attempt, SignIn, address_subject, admit, sign_in},
    teams::{add_member, archive_team, create_team, remove_member, update_team},
    tokens::{create_token, revoke_token},
    users::{create_placeholder, create_user, disable_user, enable_user, update_user, update_user_in},
};
pub use actor::{Actor, Grant, Role, Scope, Scopes, Subject, Visit};
pub use api::api;
pub use extract::{ApiCaller, Maybe, Person, Staff, guard, layer};
pub use model::{
    ApiToken, LinkPurpose, Member, NewUser, Notification, Organisation, OrganisationKind, ProfileEdit,
    Session, Team, TeamEdit, User, UserEdit,
};
pub use notice::{NoticeDelivery, NoticePreferences, NoticeTopic, Told};
pub use pages::routes;
pub use password::{PasswordFault, check_password, hash_password};
pub use reads::{colleague, colleagues, load_actor, notifications, reach, search_people, search_users, see};
pub use store::{
    notifications::unmailed,
    organisations::{organisation, organisation_by_name, organisations, organisations_by_id},
    preferences::notice_preferences,
    reach::Reach,
    roles::{grants, holders},
    teams::{
        is_team_active, managers_of_desk, members, staff_of_desk, team, team_by_name, teams, teams_by_id,
        teams_of,
    },
    users::{is_empty, user, user_by_email, users},
};
pub use work::work;
