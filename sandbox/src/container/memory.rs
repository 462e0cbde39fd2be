//! The memory that environments may have together: who is alive, and who makes room.

use super::Container;
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The memory of a machine that does not say how much it has.
const USUAL_MIB: u64 = 8 << 10;

/// Bounds what environments have together that share it, by what each may have. Where there is no room for one more, the
/// one that was not used for longest is stopped, as soon as nothing runs in it. One alone may always run.
pub struct MemoryBudget {
    mib: u64,
    tenants: Mutex<Tenants>,
    /// Somebody may go on: one has started or failed to, or is not used any more.
    changed: Condvar,
}

/// The environments that share a budget.
#[derive(Default)]
struct Tenants {
    each: BTreeMap<u64, Tenant>,
    last: u64,
    /// Counts uses, so that later ones have larger numbers.
    clock: u64,
}

/// What is known of an environment.
struct Tenant {
    mib: u64,
    state: State,
    used: u64,
    /// How often it had ended when it was needed again.
    ended: usize,
}

enum State {
    Absent,
    Starting,
    Alive(Arc<Container>),
}

impl MemoryBudget {
    /// A budget of so many MiB.
    #[must_use]
    pub fn new(mib: u64) -> Self {
        Self {
            mib,
            tenants: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// As much as this machine has.
    #[must_use]
    pub fn of_machine() -> Self {
        let told = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let total = told.lines().find_map(|it| it.strip_prefix("MemTotal:"));
        let kib = total.and_then(|it| it.trim().trim_end_matches(" kB").parse::<u64>().ok());
        Self::new(kib.map_or(USUAL_MIB, |kib| kib >> 10))
    }

    /// Gives an environment that may have so much memory a number.
    pub(super) fn register(&self, mib: u64) -> u64 {
        let mut tenants = self.lock();
        tenants.last += 1;
        let number = tenants.last;
        let tenant = Tenant {
            mib,
            state: State::Absent,
            used: 0,
            ended: 0,
        };
        tenants.each.insert(number, tenant);
        number
    }

    /// Forgets an environment, and gives it back where it is alive.
    pub(super) fn forget(&self, number: u64) -> Option<Arc<Container>> {
        let tenant = self.lock().each.remove(&number);
        self.changed.notify_all();
        match tenant?.state {
            State::Alive(container) => Some(container),
            State::Absent | State::Starting => None,
        }
    }

    /// The environment, where it is alive.
    pub(super) fn alive(&self, number: u64) -> Option<Arc<Container>> {
        match &self.lock().each.get(&number)?.state {
            State::Alive(container) => Some(Arc::clone(container)),
            State::Absent | State::Starting => None,
        }
    }

    /// How often an environment had ended when it was needed again.
    pub(super) fn ended(&self, number: u64) -> usize {
        self.lock().each.get(&number).map_or(0, |it| it.ended)
    }

    /// Gives the environment of a number, which `start` starts where it is not alive, once there is room; nothing where
    /// `is_stopped`. Who waits looks again after [`wake`](Self::wake).
    pub(super) fn enter<E>(
        &self,
        number: u64,
        is_stopped: &dyn Fn() -> bool,
        start: &dyn Fn() -> Result<Container, E>,
    ) -> Result<Option<Stay<'_>>, E> {
        let mut tenants = self.lock();
        loop {
            if is_stopped() {
                return Ok(None);
            }
            match tenants.next_step(number, self.mib) {
                Step::Enter(container) => {
                    return Ok(Some(Stay {
                        budget: self,
                        number,
                        container: Some(container),
                    }));
                }
                Step::Stop(container) => {
                    // Its end takes a moment, in which others may go on.
                    drop(tenants);
                    drop(container);
                    tenants = self.lock();
                }
                Step::Wait => {
                    let waited = self.changed.wait(tenants);
                    tenants = waited.unwrap_or_else(PoisonError::into_inner);
                }
                Step::Start => {
                    drop(tenants);
                    let started = start();
                    tenants = self.lock();
                    let (state, failed) = match started {
                        Ok(container) => (State::Alive(Arc::new(container)), None),
                        Err(error) => (State::Absent, Some(error)),
                    };
                    tenants.set(number, state);
                    self.changed.notify_all();
                    if let Some(error) = failed {
                        return Err(error);
                    }
                }
            }
        }
    }

    /// Lets everybody who waits look again.
    pub(super) fn wake(&self) {
        // Whoever is about to wait has looked while it held the lock.
        drop(self.lock());
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, Tenants> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is to be done for one who wants to use an environment.
enum Step {
    Enter(Arc<Container>),
    /// End one that has ended already, or that makes room.
    Stop(Arc<Container>),
    Wait,
    Start,
}

impl Tenants {
    fn next_step(&mut self, number: u64, budget: u64) -> Step {
        self.clock += 1;
        let clock = self.clock;
        let Some(tenant) = self.each.get_mut(&number) else {
            return Step::Wait;
        };
        match &tenant.state {
            State::Starting => return Step::Wait,
            State::Alive(container) if container.is_alive() => {
                tenant.used = clock;
                return Step::Enter(Arc::clone(container));
            }
            State::Alive(_) => {
                tenant.ended += 1;
                return self.stop(number);
            }
            State::Absent => {}
        }
        let wanted = tenant.mib;
        let others = || {
            let others = self.each.iter().filter(move |(it, _)| **it != number);
            others.filter(|(_, it)| !matches!(it.state, State::Absent))
        };
        let taken: u64 = others().map(|(_, it)| it.mib).sum();
        if taken > 0 && taken.saturating_add(wanted) > budget {
            let idle = others().filter(|(_, it)| it.is_idle());
            let oldest = idle.min_by_key(|(_, it)| it.used).map(|(it, _)| *it);
            return oldest.map_or(Step::Wait, |it| self.stop(it));
        }
        self.set(number, State::Starting);
        Step::Start
    }

    /// Takes the environment of a number away.
    fn stop(&mut self, number: u64) -> Step {
        let tenant = self.each.get_mut(&number);
        match tenant.map(|it| std::mem::replace(&mut it.state, State::Absent)) {
            Some(State::Alive(container)) => Step::Stop(container),
            _ => Step::Wait,
        }
    }

    fn set(&mut self, number: u64, state: State) {
        if let Some(tenant) = self.each.get_mut(&number) {
            tenant.state = state;
        }
    }
}

impl Tenant {
    /// Nobody uses it: nobody else holds it.
    fn is_idle(&self) -> bool {
        matches!(&self.state, State::Alive(container) if Arc::strong_count(container) == 1)
    }
}

/// The use of an environment, which is not stopped for others as long as this lives.
pub(super) struct Stay<'a> {
    budget: &'a MemoryBudget,
    number: u64,
    container: Option<Arc<Container>>,
}

impl Stay<'_> {
    pub(super) fn container(&self) -> Option<&Container> {
        self.container.as_deref()
    }
}

impl Drop for Stay<'_> {
    fn drop(&mut self) {
        {
            let mut tenants = self.budget.lock();
            tenants.clock += 1;
            let clock = tenants.clock;
            if let Some(tenant) = tenants.each.get_mut(&self.number) {
                tenant.used = clock;
            }
        }
        // Of one that has ended and was taken away, this may be the last hold, and its end takes a moment.
        self.container = None;
        self.budget.wake();
    }
}
