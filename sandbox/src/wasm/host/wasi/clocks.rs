//! Clocks that begin at the same instant in every job, and move with what the guest does: by the time that its
//! instructions take on the core that limits are meant for, by sleep, and by every look at a clock.

use super::denied::Pollable;
use crate::wasm::host::context::Context;
use crate::wasm::instance::State;
use std::time::Duration;
use wasmtime::Result;
use wasmtime::component::{ComponentType, Lift, Linker, Lower, Resource};

/// 2026-01-01T00:00:00Z.
pub(in crate::wasm) const EPOCH: Duration = Duration::from_hours(490_896);

/// The monotonic clock does not begin at zero, which some programs take for "never".
const MONOTONIC_EPOCH: u64 = 1_000_000_000;

#[derive(ComponentType, Lift, Lower, Clone, Copy)]
#[component(record)]
pub(super) struct Datetime {
    seconds: u64,
    nanoseconds: u32,
}

impl From<Duration> for Datetime {
    fn from(time: Duration) -> Self {
        Self {
            seconds: time.as_secs(),
            nanoseconds: time.subsec_nanos(),
        }
    }
}

impl From<Datetime> for Duration {
    fn from(time: Datetime) -> Self {
        Self::new(time.seconds, time.nanoseconds.min(999_999_999))
    }
}

/// The time since 1970 that the guest's wall clock shows.
pub(super) fn now(store: &Context<'_>) -> Duration {
    let left = store.get_fuel().unwrap_or(0);
    EPOCH + store.data().elapsed(left)
}

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> Result<()> {
    let mut monotonic = linker.instance("wasi:clocks/monotonic-clock@0.2.9")?;
    monotonic.func_wrap("now", |store: Context<'_>, (): ()| {
        Ok((nanoseconds(look(store)?),))
    })?;
    monotonic.func_wrap("resolution", |_: Context<'_>, (): ()| Ok((1_u64,)))?;
    monotonic.func_wrap(
        "subscribe-duration",
        |mut store: Context<'_>, (wait,): (u64,)| {
            store.data_mut().sleep(Duration::from_nanos(wait))?;
            Ok((Resource::<Pollable>::new_own(0),))
        },
    )?;
    monotonic.func_wrap(
        "subscribe-instant",
        |mut store: Context<'_>, (instant,): (u64,)| {
            let left = store.get_fuel()?;
            let wait = instant.saturating_sub(nanoseconds(store.data().elapsed(left)));
            store.data_mut().sleep(Duration::from_nanos(wait))?;
            Ok((Resource::<Pollable>::new_own(0),))
        },
    )?;
    let mut wall = linker.instance("wasi:clocks/wall-clock@0.2.9")?;
    wall.func_wrap("now", |store: Context<'_>, (): ()| {
        let now = EPOCH + look(store)?;
        Ok((Datetime::from(now),))
    })?;
    wall.func_wrap("resolution", |_: Context<'_>, (): ()| {
        Ok((Datetime {
            seconds: 0,
            nanoseconds: 1,
        },))
    })?;
    polling(linker)
}

/// What a look at a clock takes: a loop that waits for an instant comes to its end long before its budget does.
const LOOK: Duration = Duration::from_micros(20);

fn look(mut store: Context<'_>) -> Result<Duration> {
    let left = store.get_fuel()?;
    store.data_mut().pass(LOOK);
    Ok(store.data().elapsed(left))
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX) + MONOTONIC_EPOCH
}

fn polling(linker: &mut Linker<State>) -> Result<()> {
    let mut poll = linker.instance("wasi:io/poll@0.2.9")?;
    poll.func_wrap(
        "[method]pollable.ready",
        |_: Context<'_>, (_,): (Resource<Pollable>,)| Ok((true,)),
    )?;
    poll.func_wrap(
        "[method]pollable.block",
        |_: Context<'_>, (_,): (Resource<Pollable>,)| Ok(()),
    )?;
    poll.func_wrap(
        "poll",
        |_: Context<'_>, (list,): (Vec<Resource<Pollable>>,)| {
            Ok(((0..u32::try_from(list.len()).unwrap_or(u32::MAX)).collect::<Vec<_>>(),))
        },
    )
}
