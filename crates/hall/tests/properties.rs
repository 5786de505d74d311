//! Whatever offices try, in whatever order: what the measures say is what stands accepted.

mod world;

use hall::{Command, Files, Taking};
use proptest::prelude::*;
use rust_decimal::Decimal;
use world::World;

const OFFICES: [&str; 3] =
    ["culture-and-tourism-bureau", "quality-inspection-station", "supervision-office"];
const ROLES: [&str; 4] = ["builder", "inspector", "supervisor", "resident"];
const STEPS: [&str; 8] =
    ["begin", "report", "return", "accept", "confirm", "reopen", "drop", "nothing"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn totals_follow_the_state(
        tries in prop::collection::vec((0..3_usize, 0..4_usize, 0..8_usize, any::<bool>()), 0..60)
    ) {
        let mut world = World::new();
        let fields = [
            ("name", "试验"),
            ("kind", "tourist_toilet"),
            ("site", "650102"),
            ("owner", OFFICES[0]),
            ("quantity", "2"),
            ("due", "2020-12-31"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (register, files) = ("work".to_owned(), Files::new());
        let open = Command::Open { register, fields: fields.into(), files };
        world.act(OFFICES[0], ROLES[0], open).expect("opens");
        for (office, role, step, with_all) in tries {
            let said = with_all.then(|| "有".to_owned());
            let command = Command::Take(Taking {
                step: STEPS[step].to_owned(),
                evidence: said.clone(),
                reason: said.clone(),
                note: said,
                ..Taking::default()
            });
            let _ = world.act(OFFICES[office], ROLES[role], command);
            let record = world.record.as_ref().expect("it was opened");
            let counts = ["accepted", "confirmed"].contains(&record.state.as_str());
            let expected = if counts { Decimal::TWO } else { Decimal::ZERO };
            prop_assert_eq!(world.total("tourist_toilets"), expected);
            prop_assert_eq!(world.total("toilets"), expected);
            if counts {
                // Done was said by someone else.
                prop_assert_ne!(record.taken_by.get("accept"), record.taken_by.get("report"));
            }
        }
    }
}
