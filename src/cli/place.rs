//! `place`: names on the map, and which lies within which.

use clap::Subcommand;

use crate::casebook::{Casebook, Desk, Logged, PlaceDraft, Words, fact};
use crate::error::{Error, Result};
use crate::model::PlaceId;
use crate::model::vocab::PlacePrecision;

use super::args::{changes, words};
use super::layout::{Screen, one_line};
use super::listing::Listing;
use super::reply::Reply;
use super::session::Session;
use super::thing::Thing;

/// Places: add, revise, list, show
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon place add Chaman --within \"Pakistan (country)\" --precision near
  rashomon place show Kabul")]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Log a place
    Add {
        /// Its name
        name: String,
        #[command(flatten)]
        fields: PlaceArguments,
    },
    /// Change a place; what you leave out stays
    Revise {
        /// The place
        place: String,
        /// Another name
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        fields: PlaceArguments,
    },
    /// List places
    List,
    /// Show a place
    Show {
        /// The place
        place: String,
    },
}

/// What can be said of a place.
#[derive(clap::Args, Debug, Clone)]
struct PlaceArguments {
    /// The larger place
    #[arg(long, value_name = "PLACE")]
    within: Option<String>,
    /// A name, as printed; once for each
    #[arg(long, value_name = "NAME")]
    printed: Vec<String>,
    /// Latitude and longitude: 31.0058,66.4
    #[arg(long, value_name = "LAT,LON", allow_hyphen_values = true)]
    point: Option<String>,
    /// How exactly the point is known
    #[arg(long, value_parser = words!(PlacePrecision))]
    precision: Option<String>,
    /// A remark
    #[arg(long)]
    note: Option<String>,
}

impl PlaceArguments {
    fn draft(self, name: String) -> PlaceDraft {
        PlaceDraft {
            name,
            note: self.note,
            point: self.point,
            precision: self.precision,
            printed: self.printed,
            within: self.within,
        }
    }
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    match arguments.act {
        Act::Add { name, fields } => {
            let draft = fields.draft(name);
            session.write(|desk| {
                let id = desk.add_place(&draft)?;
                recorded(desk, id)
            })
        }
        Act::Revise { place, name, fields } => {
            let draft = changes(
                fields.draft(name.unwrap_or_default()),
                &PlaceDraft::default(),
                "--within Kabul",
            )?;
            session.write(|desk| {
                let id = desk.revise_place(&place, &draft)?;
                recorded(desk, id)
            })
        }
        Act::List => Ok(list(&session.read()?)?.table(session.env.width)),
        Act::Show { place } => show(&session.read()?, &place, session.env.width),
    }
}

fn recorded(desk: &Desk<'_, '_>, id: PlaceId) -> Result<Reply> {
    let place = desk.store().get::<fact::Place>(id.into())?;
    let place = place.ok_or_else(|| Error::not_found("place", format!("{id:.8}"), ""))?;
    let name = &place.fact.name;
    Ok(Reply::new(format!("{}\n", one_line(name)), Thing::of(&place))
        .say(format!("recorded the place \u{201c}{name}\u{201d}"))
        .next(format!("rashomon place show \"{name}\"")))
}

/// Lists places.
pub(super) fn list(casebook: &Casebook) -> Result<Listing> {
    let places = casebook.store().list::<fact::Place>()?;
    let mut rows = Vec::new();
    for place in &places {
        let (fact, within) = (&place.fact, within(casebook, place)?);
        let precision = fact.precision.map(|precision| precision.to_string());
        rows.push(vec![
            fact.name.clone(),
            within,
            fact.printed.join("; "),
            precision.unwrap_or_default(),
        ]);
    }
    Ok(Listing::new(&["place", "within", "printed as", "precision"], rows, Thing::all(&places)))
}

fn within(casebook: &Casebook, place: &Logged<fact::Place>) -> Result<String> {
    let outer = place.fact.within.map(|outer| Words::of(casebook.store()).place(outer));
    Ok(outer.transpose()?.unwrap_or_default())
}

fn show(casebook: &Casebook, place: &str, width: usize) -> Result<Reply> {
    let id = casebook.names().place(place)?;
    let logged = casebook.store().get::<fact::Place>(id.into())?;
    let logged = logged.ok_or_else(|| Error::not_found("place", place, ""))?;
    let fact = &logged.fact;
    let mut screen = Screen::new(width);
    screen.line(one_line(&fact.name));
    screen.field("within", within(casebook, &logged)?);
    screen.field("printed as", fact.printed.join("; "));
    screen.maybe("point", fact.point.as_ref().map(|point| format!("{}, {}", point.lat, point.lon)));
    screen.maybe("precision", fact.precision.map(|precision| precision.to_string()));
    screen.maybe("note", fact.note.as_ref());
    screen.field("logged", format!("{} by {}, id {:.8}", logged.at, logged.by, logged.id));
    Ok(Reply::new(screen.finish(), Thing::of(&logged)))
}
