//! The numbers we call from: which are in use, and how each stands at Twilio.

use std::sync::Arc;

use homework_domain::caller_number::{CallerNumber, CallerNumbers, NewCallerNumber};
use homework_domain::clock::Clock;
use homework_domain::error::FieldError;
use homework_domain::phone::PhoneNumber;
use homework_domain::ports::{AccountNumber, AccountNumbers, NumberDirectory};
use homework_domain::{Error, Result};
use homework_store::Store;
use jiff::Timestamp;

/// A number, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerStanding {
    pub number: PhoneNumber,
    /// It is the one that is kept with Twilio's credentials.
    pub is_main: bool,
    /// It is called from, unless Twilio refused it.
    pub in_use: bool,
    /// What an operator set, where it is one of those that are called from.
    pub setting: Option<CallerNumber>,
    /// Calls made from it on the present day (UTC); `None` where that is not counted, as of the main number while all
    /// calls come from it.
    pub calls_today: Option<u64>,
    /// `None` where Twilio lists no such number, or could not be asked.
    pub at_twilio: Option<AccountNumber>,
}

/// All numbers that are called from or could be, those in use first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerOverview {
    pub numbers: Vec<CallerStanding>,
    /// Twilio could be asked for the account's numbers.
    pub asked_twilio: bool,
    pub updated_at: Option<Timestamp>,
    pub version: u64,
}

pub struct Callers<D> {
    pub store: Store,
    pub directory: D,
    pub clock: Arc<dyn Clock>,
}

impl<D: NumberDirectory> Callers<D> {
    /// How our numbers stand. Twilio need not answer for that.
    pub async fn overview(&self) -> Result<CallerOverview> {
        let (ours, account) =
            tokio::join!(Box::pin(self.store.caller_numbers()), Box::pin(self.directory.account_numbers()));
        let account = account.inspect_err(|error| tracing::warn!(%error, "Twilio lists no numbers")).ok();
        self.standing(ours?, account).await
    }

    /// Has calls come from these numbers and from no other, from the next claim on; from the one that is kept with
    /// Twilio's credentials where there is none. A number that Twilio had refused is tried again.
    ///
    /// # Errors
    /// `Invalid`, naming the number by its place, where it is none of the account's that calls can be made from;
    /// `Conflict` where the numbers were changed since version `based_on`, or Twilio is not set up; `Unavailable` where it
    /// does not answer.
    pub async fn save(&self, wanted: &[NewCallerNumber], based_on: u64) -> Result<CallerOverview> {
        let numbers = CallerNumbers::parse(wanted)?;
        let account = self.directory.account_numbers().await?;
        let errors: Vec<FieldError> = numbers
            .iter()
            .enumerate()
            .filter_map(|(place, own)| {
                let problem = problem_of(own, &account)?;
                Some(FieldError::new(format!("numbers.{place}.number"), problem))
            })
            .collect();
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let saved = self.store.save_caller_numbers(&numbers, based_on, self.clock.now()).await?;
        tracing::info!(version = saved.version, numbers = saved.numbers.len(), "caller numbers changed");
        self.standing(saved, Some(account)).await
    }

    async fn standing(&self, ours: CallerNumbers, account: Option<AccountNumbers>) -> Result<CallerOverview> {
        let made = self.store.calls_from(&ours.numbers, self.clock.now()).await?;
        let asked_twilio = account.is_some();
        let (main, listed) = account.map_or((None, vec![]), |account| (Some(account.main), account.listed));
        let standing = |number: &PhoneNumber| CallerStanding {
            is_main: Some(number) == main.as_ref(),
            in_use: false,
            setting: None,
            calls_today: None,
            at_twilio: listed.iter().find(|at_twilio| at_twilio.number == *number).cloned(),
            number: number.clone(),
        };
        let mut numbers: Vec<CallerStanding> = Vec::new();
        for (own, made) in ours.numbers.iter().zip(made) {
            let setting = Some(own.clone());
            numbers.push(CallerStanding {
                in_use: true,
                setting,
                calls_today: Some(made),
                ..standing(&own.number)
            });
        }
        let others = main.iter().chain(listed.iter().map(|at_twilio| &at_twilio.number));
        for number in others {
            if numbers.iter().all(|known| known.number != *number) {
                let in_use = ours.is_empty() && Some(number) == main.as_ref();
                numbers.push(CallerStanding { in_use, ..standing(number) });
            }
        }
        Ok(CallerOverview { numbers, asked_twilio, updated_at: ours.updated_at, version: ours.version })
    }
}

/// Why a number cannot be called from; `None` where it can.
fn problem_of(own: &CallerNumber, account: &AccountNumbers) -> Option<&'static str> {
    match account.listed.iter().find(|listed| listed.number == own.number) {
        Some(listed) if listed.can_call => None,
        Some(_) => Some("makes no calls: Twilio has it for messages only"),
        None if own.number == account.main => None,
        None => Some("is no number of the Twilio account"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_world::World;

    struct Account(Option<AccountNumbers>);

    impl NumberDirectory for Account {
        async fn account_numbers(&self) -> Result<AccountNumbers> {
            self.0.clone().ok_or_else(|| Error::unavailable("Twilio", "HTTP 503"))
        }
    }

    fn number(e164: &str) -> PhoneNumber {
        PhoneNumber::of_ours(e164).unwrap()
    }

    fn listed(e164: &str, can_call: bool) -> AccountNumber {
        let number = number(e164);
        AccountNumber { number, label: "Sales".into(), can_call, reaches_us: true, status: None }
    }

    fn account() -> Account {
        let listed = vec![listed("+12125550100", true), listed("+13035550100", false)];
        Account(Some(AccountNumbers { main: number("+15005550006"), listed }))
    }

    fn callers(world: &Arc<World>, directory: Account) -> Callers<Account> {
        Callers { store: world.table(), directory, clock: world.clock() }
    }

    fn new(e164: &str) -> NewCallerNumber {
        NewCallerNumber { number: e164.into(), calls_per_day: Some(5) }
    }

    fn shown(overview: &CallerOverview) -> Vec<(&str, bool, Option<u64>)> {
        let numbers = overview.numbers.iter();
        numbers.map(|known| (known.number.as_str(), known.in_use, known.calls_today)).collect()
    }

    #[tokio::test]
    async fn all_calls_come_from_the_main_number_until_others_are_chosen() {
        let world = World::new();
        let callers = callers(&world, account());
        let before = callers.overview().await.unwrap();
        let main = ("+15005550006", true, None);
        assert_eq!(shown(&before), [main, ("+12125550100", false, None), ("+13035550100", false, None)]);
        let after = callers.save(&[new("+12125550100")], before.version).await.unwrap();
        world.table().take_call_from(after.numbers[0].setting.as_ref().unwrap(), world.now()).await.unwrap();
        let seen = callers.overview().await.unwrap();
        assert_eq!(
            shown(&seen),
            [("+12125550100", true, Some(1)), ("+15005550006", false, None), ("+13035550100", false, None)]
        );
        let back = callers.save(&[], after.version).await.unwrap();
        assert_eq!(shown(&back)[0], main);
    }

    #[tokio::test]
    async fn only_numbers_of_the_account_that_make_calls_are_taken() {
        let world = World::new();
        let known = callers(&world, account());
        let wanted = ["+15005550006", "+13035550100", "+442079460000"].map(new);
        let Err(Error::Invalid(errors)) = known.save(&wanted, 0).await else { panic!("taken") };
        let errors: Vec<_> = errors.iter().map(|error| (&*error.field, &*error.message)).collect();
        assert_eq!(
            errors,
            [
                ("numbers.1.number", "makes no calls: Twilio has it for messages only"),
                ("numbers.2.number", "is no number of the Twilio account"),
            ]
        );
        known.save(&wanted[..1], 0).await.unwrap();
        // While Twilio cannot be asked, what is set is seen, and nothing is changed.
        let cut_off = callers(&world, Account(None));
        assert!(matches!(cut_off.save(&wanted[..1], 1).await, Err(Error::Unavailable { .. })));
        let seen = cut_off.overview().await.unwrap();
        assert!(!seen.asked_twilio && shown(&seen) == [("+15005550006", true, Some(0))], "{seen:?}");
    }
}
