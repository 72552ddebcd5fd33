//! What an operator may do. Each role may do what those before it may.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Looks.
    Viewer,
    /// Takes leads in, has them called, and sees to calls and meetings.
    Operator,
    /// Decides what the agent says, who else may send leads, and what is deleted; sees who did what.
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Operator, Self::Admin];

    /// The name of the user pool's group whose members have the role.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    /// The role of a member of these groups: the highest. Who is in no group that is known may look.
    pub fn of_groups<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        names.into_iter().filter_map(|name| name.parse().ok()).max().unwrap_or(Self::Viewer)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| Error::invalid("role", "must be one of viewer, operator, admin"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_role_counts_and_an_unknown_group_gives_none() {
        assert!(Role::Viewer < Role::Operator && Role::Operator < Role::Admin);
        assert_eq!(Role::of_groups([]), Role::Viewer);
        assert_eq!(Role::of_groups(["Admin", "administrators", ""]), Role::Viewer);
        assert_eq!(Role::of_groups(["viewer", "operator", "sales"]), Role::Operator);
        assert_eq!(Role::of_groups(["admin", "viewer"]), Role::Admin);
    }
}
