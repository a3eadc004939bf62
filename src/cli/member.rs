//! `member`: who may log and review.

use clap::Subcommand;

use crate::casebook::{Casebook, Desk, fact};
use crate::error::{Error, Result};
use crate::model::MemberId;

use super::listing::Listing;
use super::reply::Reply;
use super::session::Session;
use super::thing::Thing;

/// Members: who may log and review; add, end, list
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon member add bo --name \"Bo Ray\"
  rashomon member list")]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Log a member
    Add {
        /// Small letters, digits and `-`; never used again
        key: String,
        /// Their name
        #[arg(long)]
        name: String,
    },
    /// End a membership now; what the member logged stays
    End {
        /// The member's key
        key: String,
    },
    /// List members
    List,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    match arguments.act {
        Act::Add { key, name } => session.write(|desk| {
            let id = desk.add_member(&key, &name)?;
            let reply = recorded(desk, id, "is a member")?;
            let second = desk.store().list::<fact::Member>()?.len() == 1;
            let you = "from now on every change says who makes it: --as KEY, or $RASHOMON_MEMBER";
            Ok(if second { reply.say(you) } else { reply })
        }),
        Act::End { key } => session.write(|desk| {
            let id = desk.end_member(&key)?;
            recorded(desk, id, "is a member no longer")
        }),
        Act::List => Ok(list(&session.read()?)?.table(session.env.width)),
    }
}

fn recorded(desk: &Desk<'_, '_>, id: MemberId, what: &str) -> Result<Reply> {
    let member = desk.store().get::<fact::Member>(id.into())?;
    let member = member.ok_or_else(|| Error::not_found("member", format!("{id:.8}"), ""))?;
    let (key, name) = (&member.fact.key, &member.fact.name);
    Ok(Reply::new(format!("{key}\n"), Thing::of(&member)).say(format!("{name} (`{key}`) {what}")))
}

/// Lists members.
pub(super) fn list(casebook: &Casebook) -> Result<Listing> {
    let members = casebook.members()?;
    let row = |member: &crate::casebook::Logged<fact::Member>| {
        let until = member.fact.until.map(|until| until.to_string()).unwrap_or_default();
        vec![member.fact.key.clone(), member.fact.name.clone(), member.at.to_string(), until]
    };
    Ok(Listing::new(
        &["member", "name", "since", "until"],
        members.iter().map(row).collect(),
        Thing::all(&members),
    ))
}
