//! Topics.

use std::fmt;

/// Every topic begins so; the number is the version of the whole language.
const ROOT: &str = "rinda/1";

/// What a topic says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Centre to branch: requests.
    Request,
    /// Centre to branch: acknowledgements.
    Centre,
    /// Branch to centre: facts.
    Facts,
    /// Branch to centre: replies.
    Reply,
    /// Branch to centre, retained: how it is.
    State,
    /// Branch to centre, retained: whether it is connected.
    Life,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Request, Self::Centre, Self::Facts, Self::Reply, Self::State, Self::Life];
    /// What the centre listens to.
    pub const OF_BRANCH: [Self; 4] = [Self::Facts, Self::Reply, Self::State, Self::Life];
    /// What a branch listens to.
    pub const OF_CENTRE: [Self; 2] = [Self::Request, Self::Centre];

    fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Centre => "centre",
            Self::Facts => "facts",
            Self::Reply => "reply",
            Self::State => "state",
            Self::Life => "life",
        }
    }

    /// The filter for this topic of every branch.
    pub fn of_all(self) -> String {
        format!("{ROOT}/+/{}", self.name())
    }
}

/// A topic of one branch.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Topic {
    /// The branch's key.
    pub branch: String,
    /// What it says.
    pub kind: Kind,
}

impl Topic {
    /// Reads a topic's name; `None` for one that is not of this language.
    pub fn parse(name: &str) -> Option<Self> {
        let (branch, kind) = name.strip_prefix(ROOT)?.strip_prefix('/')?.split_once('/')?;
        let kind = Kind::ALL.into_iter().find(|known| known.name() == kind)?;
        Some(Self { branch: branch.to_owned(), kind })
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ROOT}/{}/{}", self.branch, self.kind.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_as_it_is_written() {
        for kind in Kind::ALL {
            let topic = Topic { branch: "riga-2".into(), kind };
            assert_eq!(Topic::parse(&topic.to_string()), Some(topic));
        }
        for stranger in
            ["", "rinda/1", "rinda/1/riga-2", "rinda/2/riga-2/facts", "rinda/1/a/b/facts", "rinda/1/a/fact"]
        {
            assert_eq!(Topic::parse(stranger), None, "{stranger}");
        }
    }
}
