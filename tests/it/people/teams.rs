//! Teams: who manages them, where they escalate to, who belongs to them.

use base::{
    audit::Stream,
    people::{self, Role, TeamEdit},
};
use web::error::AppError;

use super::{faults, on_both};

fn team(desk_id: i64, name: &str, next_tier_id: Option<i64>) -> TeamEdit {
    TeamEdit {
        desk_id,
        name: name.into(),
        tier: 1,
        next_tier_id,
        email: String::new(),
        description: String::new(),
    }
}

#[tokio::test]
async fn leads_manage_the_teams_of_their_desk_only() {
    on_both(|site| async move {
        let (here, there) = (site.desk("Siège", &[]).await, site.desk("Usine", &[]).await);
        let lead = site.staff("lead@kerlann.example", "Lead", Role::Lead, Some(here)).await;
        let agent = site.staff("agent@kerlann.example", "Agent", Role::Agent, Some(here)).await;
        let foreign = site.team(there, "Réseau").await;
        for (actor, desk, allowed) in [(lead, here, true), (lead, there, false), (agent, here, false)] {
            let cx = site.acting(actor).await;
            let created =
                site.write(move |tx| people::create_team(tx, &cx, &team(desk, "Réseau N2", None))).await;
            assert_eq!(created.is_ok(), allowed, "{created:?}");
        }
        let cx = site.acting(lead).await;
        let changed =
            site.write(move |tx| people::update_team(tx, &cx, foreign, 1, &team(here, "Pris", None))).await;
        assert_eq!(changed, Err(AppError::Forbidden), "naming another desk changes nothing");
        let cx = site.acting(lead).await;
        let added = site.write(move |tx| people::add_member(tx, &cx, foreign, lead, true)).await;
        assert_eq!(added, Err(AppError::Forbidden));
    })
    .await;
}

#[tokio::test]
async fn escalation_stays_at_the_desk_and_never_comes_back() {
    on_both(|site| async move {
        let (here, there) = (site.desk("Siège", &[]).await, site.desk("Usine", &[]).await);
        let (n1, n2, n3) =
            (site.team(here, "N1").await, site.team(here, "N2").await, site.team(here, "N3").await);
        let foreign = site.team(there, "N2").await;
        let lead_on = |id: i64, version: i64, name: &'static str, next: i64| {
            let cx = site.system();
            site.write(move |tx| people::update_team(tx, &cx, id, version, &team(here, name, Some(next))))
        };
        lead_on(n1, 1, "N1", n2).await.unwrap();
        lead_on(n2, 1, "N2", n3).await.unwrap();
        for (id, version, name, next) in
            [(n3, 1, "N3", n1), (n3, 1, "N3", n3), (n3, 1, "N3", foreign), (n3, 1, "N3", 999)]
        {
            assert_eq!(faults(lead_on(id, version, name, next).await), ["next_tier_id next-tier"], "{next}");
        }
        assert_eq!(faults(lead_on(n3, 1, "n1", n2).await), ["name name-taken", "next_tier_id next-tier"]);
        assert_eq!(lead_on(n1, 1, "N1", n3).await, Err(AppError::Conflict { current: Some(2) }));
        let by_name = site.app.db.read(move |r| people::team_by_name(r, here, "n2")).await.unwrap().unwrap();
        assert_eq!((by_name.id, by_name.next_tier_id), (n2, Some(n3)));
    })
    .await;
}

#[tokio::test]
async fn members_come_and_go_with_a_trace() {
    on_both(|site| async move {
        let desk = site.desk("Siège", &[]).await;
        let id = site.team(desk, "Réseau").await;
        let thomas = site.staff("thomas@kerlann.example", "Thomas Renard", Role::Agent, Some(desk)).await;
        let root = site.staff("root@kerlann.example", "Root", Role::Administrator, None).await;
        let cx = site.acting(root).await;
        site.write(move |tx| {
            people::add_member(tx, &cx, id, thomas, false)?;
            people::add_member(tx, &cx, id, thomas, true)
        })
        .await
        .unwrap();
        let members = site.app.db.read(move |r| people::members(r, id)).await.unwrap();
        assert_eq!(members.iter().map(|m| (m.user.id, m.lead)).collect::<Vec<_>>(), [(thomas, true)]);
        let actor = site.acting(thomas).await.actor;
        assert_eq!(actor.teams, [id]);
        let staff = site.app.db.read(move |r| people::staff_of_desk(r, desk)).await.unwrap();
        assert_eq!(staff.iter().map(|user| user.id).collect::<Vec<_>>(), [thomas]);
        let cx = site.acting(root).await;
        let removed = site.write(move |tx| {
            Ok((people::remove_member(tx, &cx, id, thomas)?, people::remove_member(tx, &cx, id, thomas)?))
        });
        assert_eq!(removed.await.unwrap(), (true, false));
        let kinds = site.kinds(Stream::Team(id)).await;
        assert_eq!(kinds, ["team.created", "team.member_added", "team.member_added", "team.member_removed"]);
        let cx = site.acting(root).await;
        site.write(move |tx| people::archive_team(tx, &cx, id, 1)).await.unwrap();
        let (active, all) = site
            .app
            .db
            .read(move |r| {
                Ok::<_, db::Error>((people::is_team_active(r, id)?, people::teams(r, Some(desk))?))
            })
            .await
            .unwrap();
        assert!(!active && all.is_empty());
    })
    .await;
}
