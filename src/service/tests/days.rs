//! Days: as reports, as logs, as pictures; and everything in one file.

use super::tools::{World, run};
use crate::access::audit;
use crate::album::When;
use serde_json::json;

#[test]
fn a_day_and_the_state_can_be_taken_away() {
    run(async {
        let world = World::start().await;
        world.branch().ask(world.take()).await.unwrap();
        let text = async |path: &str| {
            let answer = world.at_socket("GET", path, &[], "").await;
            assert_eq!(answer.status, 200, "{path}");
            String::from_utf8(answer.body).unwrap()
        };
        let page = text("/api/days/newest/report?lang=en").await;
        assert!(page.contains("Day report") && page.contains("/assets/report.css"), "{page}");
        assert!(!page.contains("<style"), "the port's pages have no style within");
        assert!(text("/api/days/2026-11-24/file").await.contains("<style"));
        assert!(text("/api/days/2026-11-24/svg?lang=en").await.starts_with("<svg xmlns"));
        let log = text("/api/days/newest/log").await;
        assert!(log.starts_with("day,service,"), "{log}");
        assert_eq!(world.at_socket("GET", "/api/days/2026-11-23/log", &[], "").await.status, 404);
        assert_eq!(world.at_socket("GET", "/api/days/yesterday/log", &[], "").await.status, 404);
        assert_eq!(world.get("/assets/report.css").await.status, 200);

        assert_eq!(world.at_socket("GET", "/api/backup", &[], "").await.status, 403, "nobody has set a PIN");
        let bearer = format!("Authorization: Bearer {}", world.signed_in().await);
        let answer = world.at_socket("GET", "/api/backup", &[&bearer], "").await;
        assert_eq!((answer.status, &answer.body[..2]), (200, &[0x1f, 0x8b][..]), "gzip");
        let file = world.state.0.join("backup.tar.gz");
        std::fs::write(&file, &answer.body).unwrap();
        let listed = std::process::Command::new("tar").arg("tzf").arg(&file).output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        assert!(listed.contains("journal.db") && listed.contains("files/audit.log"), "{listed}");
        let entries = audit::verify(&world.state.0).unwrap().entries;
        assert!(entries.iter().any(|(_, entry)| entry.what == "backup" && entry.outcome == "done"));
    });
}

#[test]
fn a_day_is_seen_in_pictures() {
    run(async {
        let world = World::start().await;
        world.branch().ask(world.take()).await.unwrap();
        let days = world.at_socket("GET", "/api/days", &[], "").await.json();
        assert_eq!(days, json!({ "days": ["2026-11-24"] }));
        let index = world.at_socket("GET", "/api/days/newest/pictures?lang=en", &[], "").await.json();
        let listed = |kind| {
            let mut pictures = index["pictures"].as_array().unwrap().iter();
            pictures
                .rfind(|one| one["kind"] == kind)
                .map(|one| one["place"].as_str().unwrap().to_owned())
                .unwrap()
        };
        let hall = world.at_socket("GET", "/api/days/2026-11-24/hall/10:42", &[], "").await;
        assert_eq!(hall.status, 200, "{hall:?}");
        assert!(hall.head.contains("content-type: image/png"), "{}", hall.head);
        assert!(hall.head.contains("content-security-policy: default-src 'self'; img-src 'self' data:;"));
        let (place, slip) = (listed("hall").parse().unwrap(), listed("slip"));
        let album = world.album();
        let again = world.at_socket("GET", &format!("/api/days/newest/hall/{place}"), &[], "").await;
        assert!(again.body == album.hall(None, When::Place(place)).unwrap());

        let slip_path = format!("/api/days/newest/slips/{slip}");
        assert_eq!(world.at_socket("GET", &slip_path, &[], "").await.status, 403, "nobody has set a PIN");
        let bearer = format!("Authorization: Bearer {}", world.signed_in().await);
        assert_eq!(world.at_socket("GET", &slip_path, &[], "").await.status, 401);
        let drawn = world.send("GET", &slip_path, &[&bearer], "").await;
        assert!(drawn.status == 200 && drawn.body == album.slip(None, slip.parse().unwrap()).unwrap());

        for (path, words) in [
            ("yesterday/pictures", "“yesterday” is not a date."),
            ("2026-11-23/pictures", "The journal has no such day."),
            ("newest/hall/noon", "“noon” is not a time."),
            ("newest/hall/25:00", "“25:00” is not a time."),
            ("newest/hall/07:00", "Nothing had happened on that day by 07:00:00."),
            ("newest/hall/99999", "There is no such picture on that day."),
            ("newest/slips/99999", "There is no such picture on that day."),
            ("newest/slips/A001", "There is no such picture on that day."),
        ] {
            let answer = world.send("GET", &format!("/api/days/{path}?lang=en"), &[&bearer], "").await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(answer.words().starts_with(words), "{path}: {answer:?}");
        }
        for path in ["/api/days", "/api/days/newest/pictures", "/api/days/newest/hall/10:42"] {
            assert_eq!(world.get(path).await.status, 401, "{path}");
        }
    });
}
