//! The broker, the small centre and the branch of the tests.

#![expect(dead_code, reason = "a bench needs less of them than the tests")]
#![expect(clippy::unwrap_used, reason = "what cannot go on says where")]

#[path = "../../tests/broker/centre.rs"]
pub(crate) mod centre;
#[path = "../../tests/broker/clients.rs"]
pub(crate) mod clients;
#[path = "../../tests/broker/mosquitto.rs"]
pub(crate) mod mosquitto;
#[path = "../../tests/broker/office.rs"]
pub(crate) mod office;
