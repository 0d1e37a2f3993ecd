//! One MQTT 5 connection that is kept: whoever has it hears what was published and publishes, and never connects.
//!
//! **Model.** [`connect`] gives a [`Handle`], a receiver of [`Happening`]s and the work itself, a future that somebody has
//! to poll. For each attempt the owner introduces itself anew ([`Introduction`]: the last will, and what is said at once),
//! because both carry what changes from connection to connection. After a loss the next attempt waits ([`Attempts`]).
//!
//! **Invariants.**
//! - Nothing is kept from one connection to the next: what was published and not acknowledged is forgotten, and so are the
//!   [`Receipt`]s of messages. The owner derives what it owes from its own state when it hears [`Happening::Connected`];
//!   the broker sends again what was not acknowledged. So no packet id of a former connection can be taken for another one.
//! - A message is acknowledged by its owner and by nobody else. The broker gives no more than [`Options::unacknowledged_max`]
//!   before; an owner that is slow slows the broker.
//! - Publications under way are bounded by [`UNDER_WAY_MAX`]; one more is given back.
//! - The reason of a loss is said once in the log, until there is another one or a connection.
//!
//! **Deliberately not here.** What topics and messages mean, and what is owed to whom. Leaving politely: whoever drops the
//! work drops the connection, and the broker says the last will, which is true then.

mod attempts;
mod broker;
mod connection;
mod handle;

pub use attempts::Attempts;
pub use broker::{Address, AddressError, Broker, TlsError, TlsFiles};
pub use connection::{Happening, Introduction, Message, Options, connect};
pub use handle::{Handle, Publication, PublishError, Receipt, Token, UNDER_WAY_MAX};
